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
        -- a tenant that is not upgraded yet has no descriptions
        'select
            r.event_name, r.property, r.events, r.first_seen, r.last_seen,
            r.strings, r.numbers, r.booleans, r.objects, r.arrays, r.nulls,
            case when not $2 then r.examples end,
            r.description
        from %I.property_catalog as c
        cross join lateral jsonb_populate_record(null::hardal.property_catalog, to_jsonb(c)) as r
        where $1 is null or c.event_name = $1
        order by c.event_name collate "C", c.property collate "C"', hardal_private.current_tenant()
    )
    using
        event_name,
        hardal_private.key_scope() is not distinct from 'aggregate';
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.property_catalog(text) is
'Each property of one event name, or of all where event_name is null: how many events have it, '
'when it was first and last seen, its JSON types, examples (none for a key of the scope '
'aggregate), and its description';
grant execute on function hardal.property_catalog(text)
to hardal_read, hardal_aggregate, hardal_manage;
