-- Returns the current time for all of hardal. Tests replace this function in their own transaction.
-- There is no setting for the time, because any login could change a setting.
create or replace function hardal_private.clock()
returns timestamptz
language sql
stable
parallel safe
return now();

comment on function hardal_private.clock() is
'Start of the current transaction; the only place where tests set the time';
