-- Returns the instant at which a day begins in a time zone, for the reports.
--
-- Where clocks are put back at midnight, the local midnight comes twice (as in America/Havana on
-- 2025-11-02). The day begins with the first one, but AT TIME ZONE returns the second one. So the
-- function looks for an earlier instant of the same local day, in the 3 hours before. It looks in
-- steps of 15 minutes, because clocks change by multiples of 15 minutes:
-- https://www.iana.org/time-zones.
--
-- A day outside the years 1 to 9999 becomes the nearest end of this range, as in within_calendar.
create or replace function hardal_helpers.day_start(day date, time_zone text)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select min(u.moment)
    from (
        select greatest('0001-01-01', least('9999-12-31', day_start.day)) as day
    ) as d
    cross join lateral (
        select d.day::timestamp at time zone day_start.time_zone as moment
    ) as m
    cross join lateral generate_series(
        m.moment - interval '3 hours', m.moment, interval '15 minutes'
    ) as u (moment)
    where (u.moment at time zone day_start.time_zone)::date >= d.day
$$;

comment on function hardal_helpers.day_start(date, text) is
'For the reports: the instant at which the day begins in the time zone';
grant execute on function hardal_helpers.day_start(date, text) to public;
