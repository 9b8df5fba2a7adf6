-- trend measures numbers. trend and retention take a unit, filters and a cohort.
alter type hardal.trend_point
add attribute measured numeric,
add attribute measured_before numeric;

drop function if exists hardal.trend(
    text[], text, text, text, text, text, boolean, int, text
);

alter type hardal.retention_cell
add attribute value text,
add attribute is_other boolean,
add attribute amount numeric;

drop function if exists hardal.retention(text, text, text, text, text, text);

create type hardal.lifecycle_period as (
    starts_on date,
    new_units bigint,
    returning_units bigint,
    resurrected_units bigint,
    dormant_units bigint
);

create type hardal.stickiness_day as (
    starts_on date,
    days int,
    units bigint,
    share numeric,
    at_least bigint
);
