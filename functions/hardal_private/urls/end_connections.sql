-- Ends the connections of a PSQL URL. PostgreSQL allows this to members of its role and to
-- superusers only, so the caller becomes a member first.
create or replace function hardal_private.end_connections(role name)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.join_role(role);
    return (
        select (count(*) filter (where pg_terminate_backend(a.pid, 5000)))::int
        from pg_stat_activity as a
        where a.usename = end_connections.role
    );
end
$$;

comment on function hardal_private.end_connections(name) is
'Ends all connections of a PSQL URL''s role, and waits up to 5 s for each; returns how many ended';
