-- A step of maintenance, and the rollup's first: the boundary moves to the beginning of today; two hours late, when most of what
-- comes late has come.
-- From its commit on, whoever stores an event before it marks the event's periods; who began earlier may not, so roll_up waits
-- until those are over.
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
'A step of maintenance: days before the boundary are to be rolled up; says nothing';
