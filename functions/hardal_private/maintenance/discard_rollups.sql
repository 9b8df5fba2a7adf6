-- Discards a tenant's rollups, for hardal-admin maintain --rebuild. The maintenance that follows
-- counts them again.
create or replace function hardal_private.discard_rollups(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    execute format('select %I.discard_rollups()', tenant || '__store');
    perform hardal_private.audit('rollups.rebuild', tenant);
end
$$;

comment on function hardal_private.discard_rollups(text) is
'Discards a tenant''s rollups; maintenance makes them again from the events. '
'HD404 where there is no such tenant';
