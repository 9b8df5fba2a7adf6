-- Marks the days, weeks and months of these times that lie wholly before the boundary. These
-- periods may have been rolled up, or may be rolled up soon. A marked period is counted live until
-- it is counted anew.
--
-- The caller stores or erases events of these times in the same transaction. So a snapshot sees
-- both the events and the marks, or neither.
--
-- A transaction that wrote before the boundary moved may not see the new boundary. Then the
-- function does not mark the periods that the boundary has passed. roll_up counts these periods
-- only when all such transactions are over, so the periods need no mark.
create or replace function template__store.mark_for_recount(times timestamptz[])
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into template__store.rollup_marks (period, starts_on)
    select distinct
        r.period,
        date_trunc(r.period, u.at at time zone 'UTC')::date
    from unnest(mark_for_recount.times) as u (at)
    cross join template__store.rollups as r
    cross join template__store.boundary as b
    where date_trunc(r.period, u.at at time zone 'UTC') + r.step <= b.boundary
$$;

comment on function template__store.mark_for_recount(timestamptz[]) is
'Marks the days, weeks and months of these times that lie wholly before the boundary';
