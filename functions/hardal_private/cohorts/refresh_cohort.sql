-- Copies the units of a static cohort anew, for hardal-admin cohort refresh. The view stays as it
-- is. Whoever reads the cohort meanwhile sees the old units, and then the new ones.
create or replace function hardal_private.refresh_cohort(tenant text, name text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
    v_cohort record;
    v_units bigint;
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    select c.* into v_cohort
    from hardal_private.require_cohort(tenant, name) as c;
    if not v_cohort.is_static then
        raise sqlstate 'HD409' using
            message = format('the cohort %s is not static', name),
            hint = 'it is always as the events are';
    end if;
    execute format('delete from %I.cohort_units as u where u.cohort = $1', tenant || '__store')
    using name;
    perform hardal_private.copy_cohort(tenant, name, v_cohort.unit);
    execute format('select count(*) from %I.%I', tenant, v_cohort.view_name) into v_units;
    perform hardal_private.audit('cohort.refresh', tenant, name);
    perform set_config('role', v_role, true);
    return jsonb_build_object('name', name, 'units', v_units);
end
$$;

comment on function hardal_private.refresh_cohort(text, text) is
'Copies the units of a static cohort anew, and returns how many there are; HD404 where there is no '
'such tenant or cohort, HD409 where it is not static or its query does not run any more, 55P03 '
'where maintenance or an erasure holds the tenant';
