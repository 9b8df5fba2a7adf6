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

-- definitions_naming has its place: it looks at metrics too.
drop function if exists hardal_private.cohorts_naming(text, text[], text, jsonb);
