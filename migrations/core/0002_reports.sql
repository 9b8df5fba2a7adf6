-- The types that the report functions return, on a tenant's read surface and over HTTP alike. Names
-- and types are a promise to clients.
create type hardal.funnel_step as (
    step int,
    event_name text,
    value text,
    clients bigint,
    conversion numeric,
    step_conversion numeric,
    median_time interval,
    median_seconds double precision,
    median_total_time interval,
    median_total_seconds double precision
);

create type hardal.session as (
    client_id text,
    started_at timestamptz,
    ended_at timestamptz,
    duration interval,
    duration_seconds double precision,
    events bigint,
    first_event text,
    last_event text
);

create type hardal.retention_cell as (
    cohort date,
    cohort_size bigint,
    period_number int,
    clients bigint,
    share numeric
);

create type hardal.path as (
    path text,
    steps text array,
    times bigint,
    clients bigint,
    share numeric
);

create type hardal.property_value as (
    value text,
    events bigint,
    clients bigint,
    share numeric
);

create type hardal.daily_activity as (
    day date,
    event_name text,
    events bigint,
    clients bigint
);

create type hardal.active_clients as (
    period text,
    starts_on date,
    clients bigint,
    events bigint
);

create type hardal.event_catalog as (
    event_name text,
    events bigint,
    first_seen timestamptz,
    last_seen timestamptz,
    view_name text
);

create type hardal.property_catalog as (
    event_name text,
    property text,
    events bigint,
    first_seen timestamptz,
    last_seen timestamptz,
    strings bigint,
    numbers bigint,
    booleans bigint,
    objects bigint,
    arrays bigint,
    nulls bigint,
    examples text array
);
