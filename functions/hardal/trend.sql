-- Returns a trend over HTTP:
-- GET /rpc/trend?event_names={signup,purchase}&every=week&since=2024-10-01&compare=true.
-- A key of the scope aggregate may see no value of a property and no client, so it may count events
-- and clients alone.
-- See functions/read_surface/trend.sql.
create or replace function hardal.trend(
    event_names text[],
    measure text default 'events',
    by text default null,
    every text default 'day',
    since text default null,
    until text default null,
    compare boolean default false,
    max_values int default 10,
    time_zone text default 'UTC',
    property text default null,
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.trend_point
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    perform hardal_private.require_plain_counts(unit, filter, cohort, trend.by, property);
    return query execute format(
        'select * from %I.trend($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
        hardal_private.current_tenant()
    )
    using
        event_names, measure, trend.by, every, since, until, compare, max_values, time_zone,
        property, unit, filter, cohort;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.trend(
    text[], text, text, text, text, text, boolean, int, text, text, text, jsonb, text
) is
'One to five event names by hour, day, week or month (every): events, units, or sum, avg, min, '
'max, p50, p90, p95 or p99 of the numbers of a property (measure); also '
'those of the span before (compare) and by the values of a property (by). unit is client, person '
'or a property; filter and cohort leave events out. A key of the scope '
'aggregate counts events and clients alone. since is inclusive (left out: the period of 30 days '
'ago), until is exclusive '
'(left out: the end of the current period); both are dates or times of time_zone; '
'PT400 for a wrong argument';
grant execute on function hardal.trend(
    text[], text, text, text, text, text, boolean, int, text, text, text, jsonb, text
) to hardal_read, hardal_aggregate, hardal_manage;
