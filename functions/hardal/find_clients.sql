-- Finds clients by the beginning of their client_id: GET /rpc/find_clients?text=user-4
create or replace function hardal.find_clients(text text default '', max_rows int default 20)
returns setof hardal.found_client
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    perform hardal_helpers.require_argument(
        max_rows between 1 and 100,
        'max_rows is between 1 and 100',
        'write more of the client_id to find fewer clients'
    );
    return query execute format(
        'select * from %I.find_clients($1, $2)', hardal_private.current_tenant() || '__store'
    )
    using coalesce(find_clients.text, ''), max_rows;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.find_clients(text, int) is
'Clients whose client_id begins with the text, by name: when each was first and last seen, and how '
'many events it has. max_rows is at most 100';
grant execute on function hardal.find_clients(text, int) to hardal_read, hardal_manage;
