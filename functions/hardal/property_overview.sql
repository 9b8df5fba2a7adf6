-- Returns the properties of an event name over HTTP:
-- GET /rpc/property_overview?event_name=purchase.
-- Examples are values of properties, so a key of the scope aggregate gets none.
create or replace function hardal.property_overview(event_name text)
returns setof hardal.property_overview
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    perform hardal_helpers.require_argument(
        event_name is not null, 'event_name is required', 'event_catalog lists them'
    );
    return query execute format(
        'select
            p.property, p.events, p.share, p.first_seen, p.last_seen,
            p.strings, p.numbers, p.booleans, p.objects, p.arrays, p.nulls,
            case when not $2 then p.examples end,
            p.column_names, p.column_types, p.description
        from %I.property_overview($1) as p',
        hardal_private.current_tenant() || '__store'
    )
    using event_name, hardal_private.key_scope() is not distinct from 'aggregate';
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.property_overview(text) is
'Each property of an event name, the most frequent first: in how many of the events it is, with '
'which JSON types, examples (none for a key of the scope aggregate), the columns of the typed view '
'that show it, and its description; PT400 where there is no such event';
grant execute on function hardal.property_overview(text)
to hardal_read, hardal_aggregate, hardal_manage;
