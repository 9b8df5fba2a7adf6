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

-- Reports of any event ask client_months who was active before.
drop function if exists hardal_helpers.unit_masks(text, text, text, text, text);
drop function if exists hardal_helpers.retention_query(
    text, text, text, text, text, text, text, text[], text[], boolean, boolean, int, boolean, int
);

-- definitions_naming has its place: it looks at metrics too.
drop function if exists hardal_private.cohorts_naming(text, text[], text, jsonb);
