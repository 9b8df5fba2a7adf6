-- Returns the tenant's event names over HTTP: GET /rpc/event_catalog.
create or replace function hardal.event_catalog()
returns setof hardal.event_catalog
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select c.event_name, c.events, c.first_seen, c.last_seen, c.view_name
        from %I.event_catalog as c
        order by c.event_name collate "C"', hardal_private.current_tenant()
    );
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.event_catalog() is
'Each event name: how many events it has, when it was first and last seen, and the name of '
'its typed view';
grant execute on function hardal.event_catalog()
to hardal_read, hardal_aggregate, hardal_manage;
