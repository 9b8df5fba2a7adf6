-- Makes the next maintenance compare the typed views with all events of a tenant, for hardal-admin
-- views refresh. Otherwise maintenance looks only at the days that were counted, and the events
-- that were stored, since the last comparison.
create or replace function hardal_private.refresh_views(tenant text)
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
    execute format('update %I.boundary set looked_at = ''-infinity''', tenant || '__store');
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.refresh_views(text) is
'Makes the next maintenance compare the typed views with all events; '
'HD404 where there is no such tenant';
