-- Finds persons by the beginning of any of their client ids: GET /rpc/find_persons?text=user-4
create or replace function hardal.find_persons(text text default '', max_rows int default 20)
returns setof hardal.found_person
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
        'write more of the client_id to find fewer persons'
    );
    return query execute format(
        'select * from %I.find_persons($1, $2)', hardal_private.current_tenant() || '__store'
    )
    using coalesce(find_persons.text, ''), max_rows;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.find_persons(text, int) is
'Persons with a client id that begins with the text: their client ids (at most 100, ids is how '
'many), when each was first and last seen, and how many events it has. max_rows is at most 100';
grant execute on function hardal.find_persons(text, int) to hardal_read, hardal_manage;
