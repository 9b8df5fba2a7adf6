-- For the reports: the instant at which a day begins in a time zone. Where clocks are put back at midnight, it comes twice (as in
-- America/Havana on 2025-11-02): the day begins with the first, and AT TIME ZONE tells the second. Changes of the clock are
-- multiples of 15 minutes: https://www.iana.org/time-zones. Far days are those of within_calendar.
create or replace function template.day_start(day date, time_zone text)
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
    cross join lateral generate_series(m.moment - interval '3 hours', m.moment, interval '15 minutes') as u (moment)
    where (u.moment at time zone day_start.time_zone)::date >= d.day
$$;

comment on function template.day_start(date, text) is 'For the reports: when the day begins in the time zone';
grant execute on function template.day_start(date, text) to template__read, template__aggregate;
