-- Suspends a tenant and keeps its data. Its tokens are refused from the next request on
-- (pre_request, current_tenant), and its PSQL URLs cannot log in. Once this is committed,
-- end_tenant_connections ends the connections that are open.
create or replace function hardal_private.suspend_tenant(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    update hardal_private.tenants as t
    set suspended_at = coalesce(t.suspended_at, hardal_private.clock())
    where t.name = suspend_tenant.tenant;
    perform hardal_private.sync_login(u.role)
    from hardal_private.urls as u
    where u.tenant = suspend_tenant.tenant and to_regrole(u.role::text) is not null;
    perform hardal_private.audit('tenant.suspend', tenant);
end
$$;

comment on function hardal_private.suspend_tenant(text) is
'Refuses a tenant''s tokens, and new connections of its PSQL URLs; '
'end_tenant_connections ends the open ones; HD404 where there is no such tenant';
