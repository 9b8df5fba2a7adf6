-- Lists a tenant's cohorts. units is counted only where it is static: to count another one, all
-- that it reads must be read.
create or replace function hardal_private.list_cohorts(tenant text)
returns setof hardal.cohort
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_cohort hardal.cohort;
begin
    perform hardal_private.require_tenant(tenant);
    for v_cohort in execute format(
        'select
            c.name, c.view_name::text, c.unit, c.is_static, null::bigint, c.description,
            c.definition, c.created_at
        from %I.cohorts as c
        order by c.name collate "C"',
        tenant || '__store'
    ) loop
        if
            v_cohort.is_static
            and to_regclass(format('%I.%I', tenant, v_cohort.view_name)) is not null
        then
            execute format('select count(*) from %I.%I', tenant, v_cohort.view_name)
            into v_cohort.units;
        end if;
        return next v_cohort;
    end loop;
end
$$;

comment on function hardal_private.list_cohorts(text) is
'A tenant''s cohorts by name; units is null where a cohort is not static; HD404 where there is no '
'such tenant';
