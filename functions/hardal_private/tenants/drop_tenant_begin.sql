-- First half of dropping a tenant: suspends the tenant for good. resume_tenant refuses from then
-- on, and a drop that is stopped half-way can only be finished.
--
-- Commit this half first. Then nobody can log in or send events while end_tenant_connections,
-- drop_tenant_partition and drop_tenant_finish, the second half, take the tenant apart.
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
'First half of dropping a tenant: suspends it for good; commit before drop_tenant_finish; '
'HD404 where there is no such tenant';
