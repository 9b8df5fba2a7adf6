-- Metrics: counts and sums of one event's numbers, by day or hour and by up to four properties.
-- Days that are over are counted beforehand, as activity is. See sql/tenant/metrics.sql for the
-- meaning of each column.
create table template__store.metrics (
    name text primary key,
    event_name text not null,
    -- what the metric groups by, and the columns of its view, in the same order
    properties text[] not null,
    column_names name[] not null,
    -- the number that is measured, and how; without a number, events are counted alone
    number text,
    measures text[] not null,
    filter jsonb,
    filter_path jsonpath,
    every text not null constraint "a metric is by day or by hour" check (every in ('day', 'hour')),
    max_groups int not null,
    is_aggregate boolean not null,
    description text,
    created_at timestamptz not null default now(),
    -- the keys of the properties and of the number, as #>> takes them
    keys_1 text[],
    keys_2 text[],
    keys_3 text[],
    keys_4 text[],
    number_keys text[],
    -- where the count of the days before the metric was made has come to; null once it is done
    counting_day date default '-infinity'
);

-- What a metric's rolled-up days have, by group. count_period and count_metrics write it.
create table template__store.metric_counts (
    metric text not null,
    day date not null,
    hour timestamptz,
    is_other boolean not null,
    group_1 text,
    group_2 text,
    group_3 text,
    group_4 text,
    events bigint not null,
    numbers bigint not null,
    total numeric,
    least numeric,
    most numeric
);

alter table template__store.metric_counts replica identity full;

create index metric_counts_day on template__store.metric_counts (metric, day);
