-- Returns the properties of events over HTTP: GET /rpc/property_catalog?event_name=purchase.
create or replace function hardal.property_catalog(
    event_name text default null
)
returns setof hardal.property_catalog
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select
            c.event_name, c.property, c.events, c.first_seen, c.last_seen,
            c.strings, c.numbers, c.booleans, c.objects, c.arrays, c.nulls,
            case when not $2 then c.examples end
        from %I.property_catalog as c
        where $1 is null or c.event_name = $1
        order by c.event_name collate "C", c.property collate "C"', hardal_private.current_tenant()
    )
    using
        event_name,
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
        is not distinct from 'hardal_aggregate';
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.property_catalog(text) is
'Each property of one event name, or of all where event_name is null: how many events have it, '
'when it was first and last seen, its JSON types, and examples (none for a key of the scope '
'aggregate)';
grant execute on function hardal.property_catalog(text)
to hardal_read, hardal_aggregate, hardal_manage;
