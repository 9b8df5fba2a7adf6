-- Lets the statements to come, and the one that is running, wait for a lock no longer than until the deadline: lock_timeout
-- alone bounds each wait, not all of them. True, so that a statement can ask for it row by row, as it meets row after row that
-- somebody holds.
create or replace function hardal_private.set_lock_deadline(deadline timestamptz)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config(
        'lock_timeout',
        greatest(1, ceil(extract(epoch from deadline - clock_timestamp()) * 1000))::text,
        true
    );
    return true;
end
$$;

comment on function hardal_private.set_lock_deadline(timestamptz) is
'Sets lock_timeout to what is left until a deadline, 1 ms where nothing is; returns true';
