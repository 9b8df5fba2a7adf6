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
        -- a tenant that is not upgraded yet has no descriptions
        'select r.*
        from %I.event_catalog as c
        cross join lateral jsonb_populate_record(null::hardal.event_catalog, to_jsonb(c)) as r
        order by c.event_name collate "C"', hardal_private.current_tenant()
    );
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.event_catalog() is
'Each event name: how many events it has, when it was first and last seen, the name of its typed '
'view, and its description';
grant execute on function hardal.event_catalog()
to hardal_read, hardal_aggregate, hardal_manage;
