-- A step of maintenance, and the first step of the rollups: moves the boundary to the beginning of
-- today (UTC). The boundary moves two hours after midnight, when most of the late events have come.
--
-- From the commit on, a transaction that sees the new boundary marks the periods of every event
-- that it stores before the boundary. A transaction that has read the old boundary does not mark
-- these periods. So waits_for becomes null. This makes roll_up list the tenant's writers that run,
-- and wait until all of them are over.
create or replace function template__store.move_boundary(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next date := (hardal_private.clock() at time zone 'UTC' - interval '2 hours')::date;
begin
    if not dry then
        update template__store.boundary as b
        set boundary = v_next, waits_for = null
        where b.boundary < v_next;
    end if;
    return null;
end
$$;

comment on function template__store.move_boundary(boolean) is
'A step of maintenance: moves the boundary to today (UTC), so that the days before it can be '
'rolled up; always returns null';
