-- A step of maintenance: counts the next day of a metric that was just made. The days that are
-- rolled up from then on are counted by count_period. When no day is left, it makes the metric's
-- view.
--
-- The view is exact from its first moment, by roll_up's proof:
-- - Each day is counted in one snapshot. A change that the count does not see comes with a mark,
--   which this step does not delete: the day is counted live until count_period counts it anew.
--   count_period counts all metrics, those that are not counted yet too.
-- - Only days that roll_up has rolled up are counted, so no transaction can store an event of them
--   without a mark.
-- - Only one transaction at a time counts or erases for a tenant.
create or replace function template__store.count_metrics(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_metric text;
    v_event text;
    v_since date;
    v_until date;
    v_day date;
begin
    if dry then
        return null;
    end if;
    select m.name, m.event_name, greatest(m.counting_day + 1, r.rolled_from), r.rolled_until
    into v_metric, v_event, v_since, v_until
    from template__store.metrics as m
    cross join template__store.rollups as r
    where m.counting_day is not null and r.period = 'day'
    order by m.created_at, m.name collate "C"
    limit 1;
    if v_metric is null then
        return null;
    end if;
    -- the next day that has events
    select (e.created_at at time zone 'UTC')::date into v_day
    from template__store.events as e
    where
        e.event_name = v_event
        and e.created_at >= v_since::timestamp at time zone 'UTC'
        and e.created_at < v_until::timestamp at time zone 'UTC'
    order by e.created_at
    limit 1;
    update template__store.metrics as m
    set counting_day = v_day
    where m.name = v_metric;
    if v_day is null then
        perform template__store.make_metric_view(v_metric);
        return jsonb_build_object('what', 'metrics counted', 'object', v_metric, 'count', 1);
    end if;
    perform template__store.count_metric_day(v_metric, v_day);
    return jsonb_build_object(
        'what', 'days of metrics counted',
        'object', null,
        'count', 1,
        'days_left', v_until - v_day - 1
    );
end
$$;

comment on function template__store.count_metrics(boolean) is
'A step of maintenance: counts one day of a metric that was just made, or makes its view; null '
'where all metrics are counted';
