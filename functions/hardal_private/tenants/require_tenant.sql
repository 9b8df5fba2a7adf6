-- Refuses a tenant that does not exist. All callers refuse with the same message.
create or replace function hardal_private.require_tenant(tenant text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from hardal_private.tenants as t where t.name = require_tenant.tenant
    ) then
        raise sqlstate 'HD404' using
            message = format('there is no tenant %s', to_jsonb(left(tenant, 80))),
            hint = 'see hardal-admin tenant list, or make it with hardal-admin tenant create';
    end if;
end
$$;

comment on function hardal_private.require_tenant(text) is
'Refuses with HD404 where there is no tenant of this name';
