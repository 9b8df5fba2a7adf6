-- Returns what a metric has: GET /rpc/metric?name=revenue&since=2024-10-01&by={country}&every=week.
-- Each row is an object with the columns of the metric's view. A key of the scope aggregate reads
-- the metrics that are marked for it, as a PSQL URL of this scope does.
-- See functions/hardal_private/metrics/read_metric.sql.
create or replace function hardal.metric(
    name text,
    since date default null,
    until date default null,
    by text[] default null,
    every text default null,
    max_groups int default 100
)
returns setof json
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_tenant constant text := hardal_private.current_tenant();
    v_metric hardal.metric;
    v_message text;
    v_hint text;
begin
    perform hardal_private.require_plain_statement();
    v_metric := hardal_private.require_metric(v_tenant, metric.name);
    if hardal_private.key_scope() = 'aggregate' and not v_metric.is_aggregate then
        raise sqlstate 'PT403' using
            message = format('the metric %s is not for the scope aggregate', v_metric.name),
            hint = 'make it with aggregate, or take a key of the scope read';
    end if;
    return query
    select r.*
    from hardal_private.read_metric(
        v_tenant, v_metric, since, until, metric.by, metric.every, metric.max_groups
    ) as r;
exception
    when query_canceled then
        perform hardal_private.refuse_overtime();
    when sqlstate 'HD404' or sqlstate 'HD409' then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        perform hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal.metric(text, date, date, text[], text, int) is
'What a metric has, right to the last event, from since (inclusive; left out: 30 days ago) to '
'until (exclusive), both days of UTC: by the properties in by (left out: all of the metric''s), '
'every hour, day, week or month, or all of the time together; the max_groups groups with the most '
'events have rows of their own. PT400 for a wrong argument, PT403 for a key of the scope '
'aggregate where the metric is not marked for it, PT404 where there is none, PT409 where it is not '
'counted yet';
grant execute on function hardal.metric(text, date, date, text[], text, int)
to hardal_read, hardal_aggregate, hardal_manage;
