-- Counts one day of one metric from the events alone, as count_period does for all metrics: in one
-- statement, and 55P03 where a partition came or went meanwhile. The day is the metric's
-- counting_day, so that live_metrics counts it.
create or replace function template__store.count_metric_day(metric text, day date)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partitions constant oid[] := template__store.attached_partitions();
    v_seen oid[];
begin
    delete from template__store.metric_counts as c
    where c.metric = count_metric_day.metric and c.day = count_metric_day.day;

    with counted as (
        insert into template__store.metric_counts
        select l.*
        from template__store.live_metrics as l
        where l.metric = count_metric_day.metric and l.day = count_metric_day.day
    )

    select template__store.attached_partitions() into v_seen;
    if v_seen <> v_partitions then
        raise lock_not_available using
            message = 'a partition came or went while a metric was counted';
    end if;
end
$$;

comment on function template__store.count_metric_day(text, date) is
'Counts the counting_day of a metric, into the rollups; 55P03 where a partition came or went '
'meanwhile: call it again';
