-- Returns the stickiness report over HTTP: GET /rpc/stickiness?within=month&since=2024-10-01.
-- See functions/read_surface/stickiness.sql.
create or replace function hardal.stickiness(
    event_names text[] default null,
    within text default 'week',
    since text default null,
    until text default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.stickiness_day
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.stickiness($1, $2, $3, $4, $5, $6, $7, $8)',
        hardal_private.current_tenant()
    )
    using event_names, within, since, until, time_zone, unit, filter, cohort;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.stickiness(text[], text, text, text, text, text, jsonb, text) is
'How many units were active on 1, 2, 3 ... days of each week or month (within). '
'Null event_names are any event; unit is client, person or a property. Periods are whole, from the '
'one of since to the one before until; PT400 for a wrong argument';
grant execute on function hardal.stickiness(text[], text, text, text, text, text, jsonb, text)
to hardal_read, hardal_manage;
