-- Comments on the type of metrics, and the right of hardal_read to use this type.
comment on type hardal.metric is 'A metric: what is counted beforehand';
comment on column hardal.metric.name is 'The metric''s name, and that of its view';
comment on column hardal.metric.event_name is 'The name of the events that are counted';
comment on column hardal.metric.properties is 'The properties that the metric groups by';
comment on column hardal.metric.number is
'The property whose numbers are measured; null where events are counted alone';
comment on column hardal.metric.measures is 'count, sum, avg, min, max: the view''s measures';
comment on column hardal.metric.filter is
'Only events that match this filter are counted; null: all';
comment on column hardal.metric.every is 'day or hour';
comment on column hardal.metric.max_groups is
'At most so many groups of a day, or an hour, have rows of their own; the others are one row';
comment on column hardal.metric.is_aggregate is
'True where a reader with the scope aggregate may read the metric';
comment on column hardal.metric.description is 'What people wrote about the metric, or null';
comment on column hardal.metric.counted_to is
'The last day that is counted, while the days before the metric was made are counted';
comment on column hardal.metric.is_counted is
'False until maintenance has counted the days that were over when the metric was made';
comment on column hardal.metric.groups_left_out is
'How many days, or hours, have a row for all groups beyond max_groups together; null in a list';
comment on column hardal.metric.created_at is 'When the metric was made';

grant usage on type hardal.metric to hardal_read;
