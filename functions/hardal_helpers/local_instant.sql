-- Returns the instant of a local time in a time zone, for the reports. A midnight is the beginning
-- of its day, also where clocks are put back at midnight (day_start).
create or replace function hardal_helpers.local_instant(local timestamp, time_zone text)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when local_instant.local = date_trunc('day', local_instant.local)
            then hardal_helpers.day_start(local_instant.local::date, local_instant.time_zone)
        else local_instant.local at time zone local_instant.time_zone
    end
$$;

comment on function hardal_helpers.local_instant(timestamp, text) is
'For the reports: the instant of a local time in the time zone; midnight is the beginning of its '
'day';
grant execute on function hardal_helpers.local_instant(timestamp, text) to public;
