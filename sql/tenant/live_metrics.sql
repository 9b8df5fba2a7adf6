-- What the metrics have in the days that are counted live: by group, in the form in which a rollup
-- stores it. These are the live days of live_spans and, of a metric that was just made, the day
-- that count_metrics counts next.
--
-- A group is the metric's properties, by their first 1,000 characters. Beyond the max_groups groups
-- with the most events in a day, or an hour, all are one row (is_other). The order of groups with
-- equally many events does not depend on the database's locale.
create or replace view template__store.live_metrics as
select
    s.metric,
    s.day,
    g.hour,
    g.is_other,
    g.group_1,
    g.group_2,
    g.group_3,
    g.group_4,
    g.events,
    g.numbers,
    g.total,
    g.least,
    g.most
from (
    select
        n.name as metric,
        l.starts_on as day,
        l.since,
        l.until
    from template__store.metrics as n
    cross join template__store.live_spans as l
    where l.period = 'day'
    union
    select
        n.name,
        n.counting_day,
        n.counting_day::timestamp at time zone 'UTC',
        (n.counting_day + 1)::timestamp at time zone 'UTC'
    from template__store.metrics as n
    where isfinite(n.counting_day)
) as s
inner join template__store.metrics as m on s.metric = m.name
cross join
    lateral ( -- noqa: ST05
        with measured as (
            select
                case when m.every = 'hour' then date_trunc('hour', e.created_at, 'UTC') end as hour,
                left(e.properties #>> m.keys_1, 1000) as group_1,
                left(e.properties #>> m.keys_2, 1000) as group_2,
                left(e.properties #>> m.keys_3, 1000) as group_3,
                left(e.properties #>> m.keys_4, 1000) as group_4,
                case
                    when jsonb_typeof(e.properties #> m.number_keys) = 'number'
                        then (e.properties #>> m.number_keys)::numeric
                end as number
            from template__store.events as e
            where
                e.event_name = m.event_name
                and e.created_at >= s.since
                and e.created_at < s.until
                and (m.filter_path is null or e.properties @@ m.filter_path)
        ),

        grouped as (
            select
                e.hour,
                e.group_1,
                e.group_2,
                e.group_3,
                e.group_4,
                count(*) as events,
                count(e.number) as numbers,
                sum(e.number) as total,
                min(e.number) as least,
                max(e.number) as most
            from measured as e
            group by e.hour, e.group_1, e.group_2, e.group_3, e.group_4
        ),

        ranked as (
            select
                r.*,
                -- all groups beyond the limit have one place
                least(
                    row_number() over (
                        partition by r.hour
                        order by
                            r.events desc,
                            r.group_1 collate "C",
                            r.group_2 collate "C",
                            r.group_3 collate "C",
                            r.group_4 collate "C"
                    ),
                    m.max_groups + 1
                ) as place
            from grouped as r
        )

        select
            r.hour,
            r.place > m.max_groups as is_other,
            case when r.place <= m.max_groups then min(r.group_1) end as group_1,
            case when r.place <= m.max_groups then min(r.group_2) end as group_2,
            case when r.place <= m.max_groups then min(r.group_3) end as group_3,
            case when r.place <= m.max_groups then min(r.group_4) end as group_4,
            sum(r.events)::bigint as events,
            sum(r.numbers)::bigint as numbers,
            sum(r.total) as total,
            min(r.least) as least,
            max(r.most) as most
        from ranked as r
        group by r.hour, r.place
    ) as g;

comment on view template__store.live_metrics is
'What the metrics have in the days that are counted live, in the form in which a rollup stores it; '
'the columns are those of metric_counts';

revoke all on template__store.live_metrics from public;
comment on column template__store.live_metrics.metric is 'The metric''s name';
comment on column template__store.live_metrics.day is 'The day in UTC';
comment on column template__store.live_metrics.hour is
'The beginning of the hour; null where the metric is by day';
comment on column template__store.live_metrics.is_other is
'True in the row of all groups beyond the limit together';
comment on column template__store.live_metrics.group_1 is
'The first 1,000 characters of the first property; null where an event has none';
comment on column template__store.live_metrics.group_2 is 'The same of the second property';
comment on column template__store.live_metrics.group_3 is 'The same of the third property';
comment on column template__store.live_metrics.group_4 is 'The same of the fourth property';
comment on column template__store.live_metrics.events is 'How many events there are';
comment on column template__store.live_metrics.numbers is 'How many of them have a number';
comment on column template__store.live_metrics.total is
'The sum of the numbers; null where there is none';
comment on column template__store.live_metrics.least is 'The least number';
comment on column template__store.live_metrics.most is 'The greatest number';
