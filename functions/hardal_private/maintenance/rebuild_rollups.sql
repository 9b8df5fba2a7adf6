-- For hardal-admin maintain --rebuild: what was counted beforehand is counted anew, by the maintenance that follows.
create or replace function hardal_private.rebuild_rollups(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    execute format('select %I.rebuild_rollups()', tenant || '__store');
    perform hardal_private.audit('rollups.rebuild', tenant);
end
$$;

comment on function hardal_private.rebuild_rollups(text) is
'Forgets a tenant''s rollups, which maintenance then makes anew from its events; HD404 where there is no such tenant';
