-- For hardal-admin views refresh: the typed views of a tenant, from all its events, right to the last.
create or replace function hardal_private.refresh_views(tenant text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
    v_did jsonb;
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.hold_tenant(tenant, true);
    execute format('select %I.make_event_views(false, true)', tenant || '__store') into v_did;
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.refresh_views(text) is
'Makes the typed views, and columns, that a tenant''s events want; says which, null where all are there; HD404 where there is no such tenant';
