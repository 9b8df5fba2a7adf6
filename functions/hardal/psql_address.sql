-- Returns where PSQL URLs are reached: GET /rpc/psql_address.
create or replace function hardal.psql_address()
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_plain_statement();
    perform hardal_private.current_tenant();
    return hardal_private.psql_address();
end
$$;

comment on function hardal.psql_address() is
'Returns {"host", "port", "dbname", "sslmode"} of PSQL URLs; null where nothing is configured';
grant execute on function hardal.psql_address() to hardal_read, hardal_manage;
