-- The first step of dropping a tenant: it is suspended, and can only be dropped to the end from now on.
create or replace function hardal_private.drop_tenant_begin(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.suspend_tenant(tenant);
    update hardal_private.tenants as t
    set dropping_at = coalesce(t.dropping_at, hardal_private.clock())
    where t.name = drop_tenant_begin.tenant;
end
$$;

comment on function hardal_private.drop_tenant_begin(text) is
'Suspends a tenant that is to be dropped, for good; HD404 where there is no such tenant';
