-- Returns where PSQL URLs of this database are reached, as PostgREST's configuration says it
-- (hardal-admin postgrest-config --psql-host). The database cannot know its own address.
create or replace function hardal_private.psql_address()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'host', nullif(current_setting('app.settings.hardal_psql_host', true), ''),
        'port', nullif(current_setting('app.settings.hardal_psql_port', true), '')::int,
        'dbname', current_database(),
        'sslmode', nullif(current_setting('app.settings.hardal_psql_sslmode', true), '')
    )
$$;

comment on function hardal_private.psql_address() is
'Returns {"host", "port", "dbname", "sslmode"} of PSQL URLs; null where nothing is configured';
