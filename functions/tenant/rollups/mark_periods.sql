-- Marks the periods of events that land before the boundary: those that may have been rolled up, or be about to.
-- Who began before the boundary moved may not see it there, and marks nothing: roll_up waits until those are over.
create or replace function template__store.mark_periods(times timestamptz[])
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into template__store.rollup_marks (period, starts_on)
    select distinct
        r.period,
        date_trunc(r.period, u.at at time zone 'UTC')::date
    from unnest(mark_periods.times) as u (at)
    cross join template__store.rollups as r
    cross join template__store.boundary as b
    where date_trunc(r.period, u.at at time zone 'UTC') + r.step <= b.boundary
$$;

comment on function template__store.mark_periods(timestamptz[]) is
'Marks the days, weeks and months of these times that lie before the boundary whole';
