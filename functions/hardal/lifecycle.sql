-- Returns the lifecycle report over HTTP: GET /rpc/lifecycle?every=month&since=2024-10-01.
-- See functions/read_surface/lifecycle.sql.
create or replace function hardal.lifecycle(
    event_names text[] default null,
    every text default 'week',
    since text default null,
    until text default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.lifecycle_period
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.lifecycle($1, $2, $3, $4, $5, $6, $7, $8)',
        hardal_private.current_tenant()
    )
    using event_names, every, since, until, time_zone, unit, filter, cohort;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.lifecycle(text[], text, text, text, text, text, jsonb, text) is
'Of each day, week or month (every), how many units are new, returning, resurrected (active after '
'a pause) or dormant (active in the period before alone). '
'Null event_names are any event; unit is client, person or a property. Periods are whole, from the '
'one of since to the one before until; PT400 for a wrong argument';
grant execute on function hardal.lifecycle(text[], text, text, text, text, text, jsonb, text)
to hardal_read, hardal_manage;
