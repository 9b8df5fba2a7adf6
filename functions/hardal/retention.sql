-- Returns the retention report over HTTP:
-- GET /rpc/retention?first_event=signup&return_event=purchase&period=month.
-- See functions/read_surface/retention.sql.
create or replace function hardal.retention(
    first_event text default null,
    return_event text default null,
    period text default 'week',
    since text default null,
    until text default null,
    time_zone text default 'UTC',
    by text default null,
    mode text default 'exact',
    at_least int default 1,
    recurrence text default 'first',
    property text default null,
    mean boolean default false,
    max_values int default 10,
    unit text default 'client',
    first_filter jsonb default null,
    return_filter jsonb default null,
    cohort text default null
)
returns setof hardal.retention_cell
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select *
        from %I.retention(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
        )',
        hardal_private.current_tenant()
    )
    using
        first_event, return_event, period, since, until, time_zone, retention.by, mode, at_least,
        recurrence, property, mean, max_values, unit, first_filter, return_filter, cohort;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.retention(
    text, text, text, text, text, text,
    text, text, int, text, text, boolean, int, text, jsonb, jsonb, text
) is
'The retention report: how many units come back, by the period (day, week, month) of their '
'first event and the periods after it. Periods are whole, from the one of since to the one before '
'until. A null first_event or return_event is any event. by is a property of the first event, '
'mode exact or unbounded, recurrence first or recurring, property the numbers to add up, unit '
'client, person or a property; '
'PT400 for a wrong argument';
grant execute on function hardal.retention(
    text, text, text, text, text, text,
    text, text, int, text, text, boolean, int, text, jsonb, jsonb, text
)
to hardal_read, hardal_manage;
