-- The tenant's metrics. The view reads the store with its owner's rights. The scope aggregate does
-- not read it: a filter may name a client.
create or replace view template.metrics as
select
    m.name,
    m.event_name,
    m.properties,
    m.column_names::text[] as column_names,
    m.number,
    m.measures,
    m.filter,
    m.filter_path::text as filter_path,
    m.every,
    m.max_groups,
    m.is_aggregate,
    m.description,
    m.counting_day is null as is_counted,
    m.created_at
from template__store.metrics as m;

comment on view template.metrics is
'Each metric: the view of the same name has its numbers, counted beforehand';
comment on column template.metrics.name is 'The metric''s name, and that of its view';
comment on column template.metrics.event_name is 'The name of the events that are counted';
comment on column template.metrics.properties is 'The properties that the metric groups by';
comment on column template.metrics.column_names is
'The columns of the metric''s view for these properties, in the same order';
comment on column template.metrics.number is
'The property whose numbers are measured; null where events are counted alone';
comment on column template.metrics.measures is 'count, sum, avg, min, max: the view''s measures';
comment on column template.metrics.filter is
'Only events that match this filter are counted; null: all';
comment on column template.metrics.filter_path is
'The filter as a jsonpath, by the properties that its names stood for when the metric was made';
comment on column template.metrics.every is 'day or hour';
comment on column template.metrics.max_groups is
'At most so many groups of a day, or an hour, have rows of their own; the others are one row';
comment on column template.metrics.is_aggregate is
'True where a reader with the scope aggregate may read the metric';
comment on column template.metrics.description is 'What people wrote about the metric, or null';
comment on column template.metrics.is_counted is
'False until maintenance has counted the days that were over when the metric was made';
comment on column template.metrics.created_at is 'When the metric was made';

revoke all on template.metrics from public;
grant select on template.metrics to template__read;

comment on table template__store.metrics is 'Metrics: what is counted beforehand';
comment on column template__store.metrics.name is 'The metric''s name, and that of its view';
comment on column template__store.metrics.event_name is
'The name of the events that are counted';
comment on column template__store.metrics.properties is
'The properties that the metric groups by';
comment on column template__store.metrics.column_names is
'The columns of the view for these properties';
comment on column template__store.metrics.number is
'The property whose numbers are measured; null where events are counted alone';
comment on column template__store.metrics.measures is
'count, sum, avg, min, max: the view''s measures';
comment on column template__store.metrics.filter is
'Only events that match this filter are counted; null: all';
comment on column template__store.metrics.filter_path is 'The filter as a jsonpath';
comment on column template__store.metrics.every is 'day or hour';
comment on column template__store.metrics.max_groups is
'At most so many groups of a day, or an hour, have rows of their own';
comment on column template__store.metrics.is_aggregate is
'True where a reader with the scope aggregate may read the metric';
comment on column template__store.metrics.description is
'What people wrote about the metric, or null';
comment on column template__store.metrics.created_at is 'When the metric was made';
comment on column template__store.metrics.keys_1 is 'The keys of the first property';
comment on column template__store.metrics.keys_2 is 'The keys of the second property, or null';
comment on column template__store.metrics.keys_3 is 'The keys of the third property, or null';
comment on column template__store.metrics.keys_4 is 'The keys of the fourth property, or null';
comment on column template__store.metrics.number_keys is
'The keys of the number, or null';
comment on column template__store.metrics.counting_day is
'The day that count_metrics has counted last, or -infinity; null once all days are counted';

comment on table template__store.metric_counts is
'The rollup of metrics; it can be rebuilt from the events';
comment on column template__store.metric_counts.metric is 'The metric''s name';
comment on column template__store.metric_counts.day is 'The day in UTC';
comment on column template__store.metric_counts.hour is
'The beginning of the hour; null where the metric is by day';
comment on column template__store.metric_counts.is_other is
'True in the row of all groups beyond the limit together';
comment on column template__store.metric_counts.group_1 is
'The first 1,000 characters of the first property; null where an event has none';
comment on column template__store.metric_counts.group_2 is
'The same of the second property';
comment on column template__store.metric_counts.group_3 is
'The same of the third property';
comment on column template__store.metric_counts.group_4 is
'The same of the fourth property';
comment on column template__store.metric_counts.events is 'How many events there are';
comment on column template__store.metric_counts.numbers is
'How many of them have a number';
comment on column template__store.metric_counts.total is
'The sum of the numbers; null where there is none';
comment on column template__store.metric_counts.least is 'The least number';
comment on column template__store.metric_counts.most is 'The greatest number';
