-- Undoes suspend_tenant. A tenant whose drop has begun cannot come back, because part of its data
-- may be gone.
create or replace function hardal_private.resume_tenant(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    if exists (
        select
        from hardal_private.tenants as t
        where t.name = resume_tenant.tenant and t.dropping_at is not null
    ) then
        raise sqlstate 'HD409' using
            message = format(
                'the tenant %s is being dropped: part of what it held is gone', tenant
            ),
            hint = format('hardal-admin tenant drop %s --yes %s finishes it', tenant, tenant);
    end if;
    update hardal_private.tenants as t
    set suspended_at = null
    where t.name = resume_tenant.tenant;
    perform hardal_private.sync_login(u.role)
    from hardal_private.urls as u
    where u.tenant = resume_tenant.tenant and to_regrole(u.role::text) is not null;
    perform hardal_private.audit('tenant.resume', tenant);
end
$$;

comment on function hardal_private.resume_tenant(text) is
'Ends the suspension of a tenant: its tokens and PSQL URLs work again; '
'HD404 where there is no such tenant; HD409 where its drop has begun';
