-- paths, sessions, property_breakdown and active_clients have more arguments; attribution and
-- experiment are new.
drop function if exists hardal.paths(text, text, text, interval, int, int, text);
drop function if exists hardal.sessions(text, text, interval, text);
drop function if exists hardal.property_breakdown(text, text, text, text, int, text);
drop function if exists hardal.active_clients(text, date, date, text);

create type hardal.attribution as (
    value text,
    is_other boolean,
    conversions numeric,
    amount numeric,
    share numeric
);

create type hardal.experiment_variant as (
    variant text,
    is_control boolean,
    is_mixed boolean,
    units bigint,
    conversions bigint,
    rate double precision,
    standard_error double precision,
    low double precision,
    high double precision,
    lift double precision,
    lift_low double precision,
    lift_high double precision,
    p_value double precision
);
