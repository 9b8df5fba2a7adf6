-- Returns active clients over HTTP: GET /rpc/active_clients?period=week&since=2024-10-01.
-- See functions/read_surface/active_clients.sql.
create or replace function hardal.active_clients(
    period text default 'day',
    since date default null,
    until date default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.active_clients
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    perform hardal_private.require_plain_counts(unit, filter, cohort);
    return query execute format(
        'select * from %I.active_clients($1, $2, $3, $4, $5, $6, $7)',
        hardal_private.current_tenant()
    )
    using period, since, until, time_zone, unit, filter, cohort;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.active_clients(text, date, date, text, text, jsonb, text) is
'Active clients (or persons, or values of a property: unit) by day, week or month in a time zone, '
'for the periods that start '
'from since (inclusive) to until (exclusive), which are dates alone; PT400 for a wrong argument';
grant execute on function hardal.active_clients(text, date, date, text, text, jsonb, text)
to hardal_read, hardal_aggregate, hardal_manage;
