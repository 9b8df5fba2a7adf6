-- One at a time maintains a tenant or erases from it: whoever holds its row of maintenance, until the transaction ends.
create or replace function hardal_private.lock_tenant(tenant text, wait boolean)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from hardal_private.maintenance as m where m.tenant = lock_tenant.tenant) then
        insert into hardal_private.maintenance (tenant) values (tenant)
        on conflict do nothing;
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
'Keeps others from maintaining this tenant until the transaction ends; false where somebody else is at it and we do not wait';
