-- The tenant's cohorts. The view reads the store with its owner's rights, for the same reason as
-- identities. The units of a cohort stand in the view that view_name names, which runs with its
-- reader's rights.
create or replace view template.cohorts as
select
    c.name,
    c.view_name::text as view_name,
    c.unit,
    c.is_static,
    c.description,
    c.definition,
    c.created_at
from template__store.cohorts as c;

comment on view template.cohorts is
'Each cohort: its name, the view that has its units, and how it was made';
comment on column template.cohorts.name is 'The cohort''s name: funnel(..., cohort => name)';
comment on column template.cohorts.view_name is
'The view in this schema that has the cohort''s units, in the column unit_id';
comment on column template.cohorts.unit is
'Of what the cohort is made: client, person, or a property of events';
comment on column template.cohorts.is_static is
'True where the units are those of the day on which the cohort was made';
comment on column template.cohorts.description is 'What people wrote about the cohort, or null';
comment on column template.cohorts.definition is
'What the cohort was made from; null where it was a query';
comment on column template.cohorts.created_at is 'When the cohort was made';

revoke all on template.cohorts from public;
grant select on template.cohorts to template__read;

comment on table template__store.cohorts is 'Cohorts: named sets of units';
comment on column template__store.cohorts.name is 'The cohort''s name';
comment on column template__store.cohorts.view_name is 'The view that has its units';
comment on column template__store.cohorts.unit is
'Of what the cohort is made: client, person, or a property of events';
comment on column template__store.cohorts.definition is
'What the query was made from; null where it was written by hand';
comment on column template__store.cohorts.query is 'The query that the view stands on';
comment on column template__store.cohorts.is_static is
'True where cohort_units has the units, as they were when the cohort was made';
comment on column template__store.cohorts.description is
'What people wrote about the cohort, or null';
comment on column template__store.cohorts.created_at is 'When the cohort was made';

comment on table template__store.cohort_units is 'The units of static cohorts';
comment on column template__store.cohort_units.cohort is 'The cohort''s name';
comment on column template__store.cohort_units.unit_id is
'The unit: a client, a person, or a value of the property';
