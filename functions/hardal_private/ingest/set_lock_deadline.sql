-- Sets lock_timeout to the time that is left until a deadline, for the running statement and for
-- all later statements. lock_timeout alone bounds each wait for a lock, not all waits together.
-- Returns true so that it can stand in a WHERE clause and run between two rows of an INSERT, each
-- of which may wait for another transaction.
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
'Sets lock_timeout to the time left until a deadline, 1 ms where no time is left; returns true';
