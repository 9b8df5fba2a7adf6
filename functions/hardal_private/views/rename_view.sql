-- Renames the typed view of an event, for hardal-admin views rename. Objects that depend on the
-- view keep working. The audit log gets the new name, which the DBA has chosen, and not the name of
-- the event: the log outlives an erasure.
create or replace function hardal_private.rename_view(
    tenant text, event_name text, view_name text
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_plain_name(view_name, 'view');
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    execute format('select %I.rename_event_view($1, $2)', tenant || '__store')
    using event_name, view_name;
    perform hardal_private.audit('view.rename', tenant, view_name);
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.rename_view(text, text, text) is
'Renames an event''s typed view; HD400 where the name is no name for a view, '
'HD404 where there is no such tenant or view, HD409 where the name is taken';
