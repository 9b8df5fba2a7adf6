-- Tells whether the role of a PSQL URL should have the LOGIN right. The expiry of the PSQL URL does
-- not count here, because the role has the expiry as VALID UNTIL (see sync_login).
create or replace function hardal_private.may_log_in(url hardal_private.urls)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select url.revoked_at is null and t.suspended_at is null
    from hardal_private.tenants as t
    where t.name = url.tenant
$$;

comment on function hardal_private.may_log_in(hardal_private.urls) is
'Returns false while a PSQL URL is being revoked or its tenant is suspended, else true';
