-- The units of the static cohorts. The views of these cohorts read this one, with their reader's
-- rights. It reads the store with its owner's rights, for the same reason as identities.
create or replace view template.cohort_units as
select
    u.cohort,
    u.unit_id
from template__store.cohort_units as u;

comment on view template.cohort_units is
'The units of the static cohorts, a row each; of a person all client ids';
comment on column template.cohort_units.cohort is 'The cohort''s name';
comment on column template.cohort_units.unit_id is
'The unit: a client, a client of the person, or a value of the property';

revoke all on template.cohort_units from public;
grant select on template.cohort_units to template__read;
