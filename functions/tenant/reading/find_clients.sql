-- Returns the clients whose client_id begins with a text, in the order of their names, so that the
-- search ends with the last client of the page. In a database with the collation C it reads the
-- entries of these clients in one index, else it looks through the whole index.
create or replace function template__store.find_clients(prefix text, max_rows int)
returns setof hardal.found_client
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
as $$
begin
    return query
    select
        e.client_id,
        min(e.created_at),
        max(e.created_at),
        count(*)
    from template__store.events as e
    where e.client_id ^@ prefix
    group by e.client_id
    order by e.client_id
    limit max_rows;
end
$$;

comment on function template__store.find_clients(text, int) is
'The clients whose client_id begins with this text, by name, at most max_rows';
