-- Ends the connections of all PSQL URLs of a tenant. Commit suspend_tenant or drop_tenant_begin
-- before: until then a client whose connection ended can log in again.
create or replace function hardal_private.end_tenant_connections(tenant text)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(sum(hardal_private.end_connections(u.role)), 0)::int
        from hardal_private.urls as u
        where u.tenant = end_tenant_connections.tenant and to_regrole(u.role::text) is not null
    );
end
$$;

comment on function hardal_private.end_tenant_connections(text) is
'Ends the connections of all PSQL URLs of a tenant; returns how many ended';
