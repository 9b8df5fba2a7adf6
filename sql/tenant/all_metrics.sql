-- What the metrics have in all days, read in one snapshot: rollup rows of the days without a mark,
-- and the live count of all other days. See roll_up for the reason why this is exact. The views of
-- metrics read it.
--
-- A metric that is not counted yet has no view: count_metrics makes it after the last day.
create or replace view template__store.all_metrics as
select
    c.metric,
    c.day,
    c.hour,
    c.is_other,
    c.group_1,
    c.group_2,
    c.group_3,
    c.group_4,
    c.events,
    c.numbers,
    c.total,
    c.least,
    c.most
from template__store.metric_counts as c
-- NOT IN is a table in memory, made once: there are many more groups than days
where
    c.day not in (
        select m.starts_on
        from template__store.rollup_marks as m
        where m.period = 'day'
    )
union all
select
    l.metric,
    l.day,
    l.hour,
    l.is_other,
    l.group_1,
    l.group_2,
    l.group_3,
    l.group_4,
    l.events,
    l.numbers,
    l.total,
    l.least,
    l.most
from template__store.live_metrics as l;

comment on view template__store.all_metrics is
'What the metrics have in each day or hour, by group, right to the last event; the columns are '
'those of metric_counts';

revoke all on template__store.all_metrics from public;
comment on column template__store.all_metrics.metric is 'The metric''s name';
comment on column template__store.all_metrics.day is 'The day in UTC';
comment on column template__store.all_metrics.hour is
'The beginning of the hour; null where the metric is by day';
comment on column template__store.all_metrics.is_other is
'True in the row of all groups beyond the limit together';
comment on column template__store.all_metrics.group_1 is
'The first 1,000 characters of the first property; null where an event has none';
comment on column template__store.all_metrics.group_2 is 'The same of the second property';
comment on column template__store.all_metrics.group_3 is 'The same of the third property';
comment on column template__store.all_metrics.group_4 is 'The same of the fourth property';
comment on column template__store.all_metrics.events is 'How many events there are';
comment on column template__store.all_metrics.numbers is 'How many of them have a number';
comment on column template__store.all_metrics.total is
'The sum of the numbers; null where there is none';
comment on column template__store.all_metrics.least is 'The least number';
comment on column template__store.all_metrics.most is 'The greatest number';
