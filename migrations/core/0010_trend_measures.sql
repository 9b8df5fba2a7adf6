-- trend measures numbers, and takes a unit, a filter and a cohort.
alter type hardal.trend_point
add attribute measured numeric,
add attribute measured_before numeric;

drop function if exists hardal.trend(
    text[], text, text, text, text, text, boolean, int, text
);
