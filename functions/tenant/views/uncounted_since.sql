-- Returns the time from which on events are not rolled up yet: the end of the last rolled up day.
create or replace function template__store.uncounted_since()
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select r.rolled_until::timestamp at time zone 'UTC'
    from template__store.rollups as r
    where r.period = 'day'
$$;

comment on function template__store.uncounted_since() is
'Returns the end of the last day that was rolled up; -infinity where none was';
