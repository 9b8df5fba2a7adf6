-- Records that all steps of a tenant's maintenance are done. It does not wait for the tenant's
-- lock: another maintenance that holds the lock records the same when it is done.
create or replace function hardal_private.record_maintained(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('role', 'hardal_owner', true);
    if hardal_private.lock_tenant(tenant, false) then
        update hardal_private.maintenance as m
        set done_at = hardal_private.clock(), failed_at = null, failure = null
        where m.tenant = record_maintained.tenant;
    end if;
end
$$;

comment on function hardal_private.record_maintained(text) is
'Sets the time at which all steps of a tenant''s maintenance were last done, '
'and clears its last failure';
