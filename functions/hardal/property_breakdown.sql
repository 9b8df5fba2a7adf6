-- Returns the values of a property over HTTP:
-- GET /rpc/property_breakdown?event_name=purchase&property=nested_data.category.
-- See functions/read_surface/property_breakdown.sql.
create or replace function hardal.property_breakdown(
    event_name text,
    property text,
    since text default null,
    until text default null,
    max_rows int default 50,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.property_value
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.property_breakdown($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        hardal_private.current_tenant()
    )
    using
        event_name, property, since, until, max_rows, time_zone, unit, filter, cohort;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.property_breakdown(
    text, text, text, text, int, text, text, jsonb, text
) is
'How often a property of an event has each value, the most frequent first; clients are units '
'(client, person, or a property). since is inclusive '
'(left out: 30 days ago), until is exclusive; both are dates or times of time_zone; '
'PT400 for a wrong argument';
grant execute on function hardal.property_breakdown(
    text, text, text, text, int, text, text, jsonb, text
)
to hardal_read, hardal_manage;
