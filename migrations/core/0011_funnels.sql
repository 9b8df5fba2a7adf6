-- funnel has more arguments, and three reports go with it.
drop function if exists hardal.funnel(text[], interval, text, text, text, text);

create type hardal.funnel_period as (
    starts_at timestamp,
    step int,
    event_name text,
    units bigint,
    conversion numeric
);

create type hardal.funnel_time as (
    from_seconds double precision,
    to_seconds double precision,
    units bigint
);

create type hardal.funnel_unit as (
    unit_id text,
    value text,
    step int,
    event_name text,
    started_at timestamptz,
    reached_at timestamptz
);
