-- Returns the beginning of a report as an instant that can be calculated with: 30 days ago where it
-- is left out. These are 720 hours, because a day is as long as the clocks of the session's zone
-- make it.
create or replace function hardal_helpers.since(value text, time_zone text)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select hardal_helpers.within_calendar(
        hardal_helpers.moment(since.value, since.time_zone), now() - interval '720 hours'
    )
$$;

comment on function hardal_helpers.since(text, text) is
'For the reports: the instant from which they read; 30 days ago for null';
grant execute on function hardal_helpers.since(text, text) to public;
