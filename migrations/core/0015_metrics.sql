-- What list_metrics returns.
create type hardal.metric as (
    name text,
    event_name text,
    properties text [],
    number text,
    measures text [],
    filter jsonb,
    every text,
    max_groups int,
    is_aggregate boolean,
    description text,
    counted_to date,
    is_counted boolean,
    groups_left_out bigint,
    created_at timestamptz
);

-- trend_query takes the text of what is counted, which trend_items or metric_items writes.
drop function if exists hardal_helpers.trend_query(
    text, int, text, text[], text[], boolean, boolean
);

-- definitions_naming has its place: it looks at metrics too.
drop function if exists hardal_private.cohorts_naming(text, text[], text, jsonb);
