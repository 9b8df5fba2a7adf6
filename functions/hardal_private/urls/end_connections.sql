-- Ends the sessions of a PSQL URL. Whoever asks must be a member of its role for that (or a superuser), so becomes one.
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
'Ends all sessions of a PSQL URL''s role, waiting for each up to 5 s; returns how many ended';
