-- Says whether a PSQL URL's role has the LOGIN right. The end of the PSQL URL is not asked here:
-- the role has it as VALID UNTIL.
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
