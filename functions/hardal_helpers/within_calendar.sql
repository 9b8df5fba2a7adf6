-- Returns a bound of a report as a time that can be calculated with. Null becomes `absent`. A time
-- before the year 1 or after the year 9999, an infinity included, becomes the nearest end of this
-- range. No event lies outside the range, because ingest bounds created_at.
create or replace function hardal_helpers.within_calendar(moment timestamptz, absent timestamptz)
returns timestamptz
language sql
immutable
parallel safe
return greatest(
    '0001-01-01 00:00:00+00', least('9999-12-31 00:00:00+00', coalesce(moment, absent))
);

comment on function hardal_helpers.within_calendar(timestamptz, timestamptz) is
'For the reports: the time, or absent where the time is null, moved into the years 1 to 9999';
grant execute on function hardal_helpers.within_calendar(timestamptz, timestamptz) to public;
