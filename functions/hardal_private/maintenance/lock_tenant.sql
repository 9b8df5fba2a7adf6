-- Locks a tenant against other maintenance and erasure until the transaction ends. The lock is the
-- tenant's row in hardal_private.maintenance.
create or replace function hardal_private.lock_tenant(tenant text, wait boolean)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from hardal_private.maintenance as m where m.tenant = lock_tenant.tenant
    ) then
        begin
            insert into hardal_private.maintenance (tenant) values (tenant)
            on conflict do nothing;
        exception when foreign_key_violation then
            -- the tenant was dropped meanwhile
            if wait then
                perform hardal_private.require_tenant(tenant);
            end if;
            return false;
        end;
    end if;
    if wait then
        begin
            perform from hardal_private.maintenance as m
            where m.tenant = lock_tenant.tenant
            for no key update;
        exception when lock_not_available then
            raise lock_not_available using
                message = format('maintenance of %s, or an erasure, is at it', lock_tenant.tenant),
                hint = 'try again in a moment';
        end;
    else
        perform from hardal_private.maintenance as m
        where m.tenant = lock_tenant.tenant
        for no key update skip locked;
    end if;
    return found;
end
$$;

comment on function hardal_private.lock_tenant(text, boolean) is
'Locks a tenant against other maintenance and erasure until the transaction ends. '
'Without wait, false means that another transaction holds the lock, or the tenant is gone. '
'With wait, 55P03 means that lock_timeout was reached, HD404 that the tenant is gone';
