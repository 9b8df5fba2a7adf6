-- After suspend_tenant was committed: now nobody comes back.
create or replace function hardal_private.end_tenant_sessions(tenant text)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(sum(hardal_private.end_sessions(u.role)), 0)::int
        from hardal_private.urls as u
        where u.tenant = end_tenant_sessions.tenant and to_regrole(u.role::text) is not null
    );
end
$$;

comment on function hardal_private.end_tenant_sessions(text) is
'Ends the sessions of all PSQL URLs of a tenant; returns how many ended';
