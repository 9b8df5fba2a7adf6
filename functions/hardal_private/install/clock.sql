-- The time that the database goes by. Tests replace this function in a transaction of their own; there is no
-- setting for it, because any login could set one.
create or replace function hardal_private.clock()
returns timestamptz
language sql
stable
parallel safe
return now();

comment on function hardal_private.clock() is 'Start of the current transaction; the one place that tests set the time in';
