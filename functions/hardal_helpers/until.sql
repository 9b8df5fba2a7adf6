-- Returns the end of a report as an instant that can be calculated with: the year 9999 where it is
-- left out.
create or replace function hardal_helpers.until(value text, time_zone text)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select hardal_helpers.within_calendar(
        hardal_helpers.moment(until.value, until.time_zone), 'infinity'
    )
$$;

comment on function hardal_helpers.until(text, text) is
'For the reports: the instant up to which they read; the end of the calendar for null';
grant execute on function hardal_helpers.until(text, text) to public;
