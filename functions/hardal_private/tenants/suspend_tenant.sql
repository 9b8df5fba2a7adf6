-- A suspended tenant's tokens are refused from the next request on (pre_request, current_tenant), its PSQL URLs cannot
-- log in, and their sessions end. What it stored is kept.
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
    perform hardal_private.apply_role_settings(u.role)
    from hardal_private.urls as u
    where u.tenant = suspend_tenant.tenant and to_regrole(u.role::text) is not null;
    perform hardal_private.audit('tenant.suspend', tenant);
end
$$;

comment on function hardal_private.suspend_tenant(text) is
'Refuses a tenant''s tokens, and new sessions of its PSQL URLs; end_tenant_connections ends those that run; HD404 where there is no such tenant';
