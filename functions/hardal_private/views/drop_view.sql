-- Drops the typed view of an event, or the columns of one property, for hardal-admin views drop.
-- Maintenance does not make them again, and their place is free for another name. The audit log
-- gets no name of an event or property: it outlives an erasure, and a client chooses these names.
create or replace function hardal_private.drop_view(
    tenant text, event_name text, property text default null
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
    v_dependents text;
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    begin
        if property is null then
            execute format('select %I.drop_event_view($1)', tenant || '__store') using event_name;
        else
            execute format('select %I.drop_columns($1, $2)', tenant || '__store')
            using event_name, property;
        end if;
    exception when dependent_objects_still_exist then
        get stacked diagnostics v_dependents = pg_exception_detail;
        raise sqlstate 'HD409' using
            message = format('something stands on the view: %s', v_dependents),
            hint = 'drop that first: nothing of others is dropped with a view';
    end;
    perform hardal_private.audit(
        case when property is null then 'view.drop' else 'view.drop_column' end, tenant
    );
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.drop_view(text, text, text) is
'Drops an event''s typed view, or with property its columns; maintenance does not make them again; '
'HD404 where there is no such tenant, view or column, HD409 where an object depends on the view';
