-- Makes the next maintenance make the typed view of an event, for hardal-admin views add: of a name
-- that waits for room, or whose view was dropped. The audit log gets no name of an event: it
-- outlives an erasure, and a client chooses the name.
create or replace function hardal_private.add_view(tenant text, event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    execute format('select %I.add_event_view($1)', tenant || '__store') using event_name;
    perform hardal_private.audit('view.add', tenant);
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.add_view(text, text) is
'Makes the next maintenance make an event''s typed view, beyond the limit too; '
'HD404 where there is no such tenant or event';
