-- Erases a person from the static cohorts. An erasure calls it first, while the person's events
-- still tell which clients the person is, and again at its end: a cohort may be copied meanwhile.
create or replace function template__store.erase_cohort_units(
    client_ids text[], request_id text, properties jsonb
)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    delete from template__store.cohort_units as u
    using template__store.person_cohort_units(
        erase_cohort_units.client_ids,
        erase_cohort_units.request_id,
        erase_cohort_units.properties
    ) as p
    where u.cohort = p.cohort and u.unit_id = p.unit_id
$$;

comment on function template__store.erase_cohort_units(text[], text, jsonb) is
'Erases a person''s units from the static cohorts';
