-- Writes down that all steps of a tenant's maintenance are done. Waits for nobody: whoever holds the row writes it as well.
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

comment on function hardal_private.record_maintained(text) is 'Sets when a tenant''s maintenance was last done whole';
