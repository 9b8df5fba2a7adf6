-- Drops a cohort, its view and its units, with the rights of the owner. The drop is refused where
-- an object depends on the view.
create or replace function hardal_private.remove_cohort(tenant text, name text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    -- cohort_source quotes the name: @plpgsql_check_options: security_warnings = off
    v_view name;
    v_dependents text;
begin
    perform hardal_private.lock_tenant(tenant, true);
    v_view := (select c.view_name from hardal_private.require_cohort(tenant, name) as c);
    begin
        -- what somebody has put in the view's place stays
        if exists (
            select
            from pg_class as c
            where
                c.oid = to_regclass(format('%I.%I', tenant, v_view))
                and c.relkind = 'v' and c.relowner = 'hardal_owner'::regrole
        ) then
            execute format('drop view %I.%I', tenant, v_view);
        end if;
    exception when dependent_objects_still_exist then
        get stacked diagnostics v_dependents = pg_exception_detail;
        raise sqlstate 'HD409' using
            message = format('something stands on the cohort: %s', v_dependents),
            hint = 'drop that first: nothing of others is dropped with a cohort';
    end;
    execute format('drop view if exists %s', hardal_private.cohort_source(tenant, name));
    execute format('delete from %I.cohort_units as u where u.cohort = $1', tenant || '__store')
    using name;
    execute format('delete from %I.cohorts as c where c.name = $1', tenant || '__store')
    using name;
    perform hardal_private.audit('cohort.drop', tenant, name);
    return jsonb_build_object('name', name);
end
$$;

comment on function hardal_private.remove_cohort(text, text) is
'Drops a cohort, and returns its name; HD404 where there is none, HD409 where an object depends on '
'its view, 55P03 where maintenance or an erasure holds the tenant';
