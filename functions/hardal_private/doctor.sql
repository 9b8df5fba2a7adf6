-- All checks of what drifts or was set up wrongly, in the database. hardal-admin doctor adds those of PostgREST.
create or replace function hardal_private.doctor(deep boolean default false)
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select * from hardal_private.check_definitions()
    union all
    select * from hardal_private.check_roles()
    union all
    select * from hardal_private.check_memberships()
    union all
    select * from hardal_private.check_settings()
    union all
    select * from hardal_private.check_database()
    union all
    select * from hardal_private.check_grants()
    union all
    select * from hardal_private.check_owners()
    union all
    select * from hardal_private.check_public()
    union all
    select * from hardal_private.check_urls()
    union all
    select * from hardal_private.check_tokens()
    union all
    select * from hardal_private.check_versions()
    union all
    select * from hardal_private.check_partitions()
    union all
    select * from hardal_private.check_maintenance()
    union all
    select * from hardal_private.check_stores(doctor.deep)
$$;

comment on function hardal_private.doctor(boolean) is
'What is wrong here, why it matters and what mends it; a fix is the SQL that mends it safely';
