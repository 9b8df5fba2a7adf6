-- Returns the CTEs step_2, step_3, ... of a funnel whose steps come in any order. funnel_chains
-- makes step_1. A unit reaches step k if an event of step 1 between since and until and an event of
-- each other step up to k lie in one window: the time `within` from the first of them. The names of
-- the steps differ.
--
-- windows has a row for each event that may be the first one: when each step comes from then on, at
-- this instant or later; null where that is too late.
create or replace function hardal_helpers.funnel_windows(
    steps text[], events text, conditions text[]
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select format(
        ', windows as (
            select
                e.unit, e.place, e.t,
                %s
            from (
                select
                    e.unit, e.created_at as t,
                    array_position($1, e.event_name) as place
                from %s as e
                where
                    e.event_name = any ($1)
                    and e.created_at >= $2 - $5 and e.created_at < $4
                    and e.unit in (select v.unit from step_1 as v)
                    and (%s)
            ) as e
            window w as (
                partition by e.unit collate "C"
                order by e.t
                range between current row and $5 following
            )
        )',
        string_agg(
            format('min(e.t) filter (where e.place = %1$s) over w as next_%1$s', s.place),
            ', ' order by s.place
        ),
        funnel_windows.events,
        string_agg(
            format('e.event_name = ($1)[%s]%s', s.place, coalesce(' and ' || s.condition, '')),
            ' or ' order by s.place
        )
    )
    || coalesce(
        string_agg(
            format(
                ', step_%1$s as (
                    select
                        v.unit, v.value, greatest(%2$s) as t, null::timestamptz as before,
                        w.t as start
                    from step_1 as v
                    inner join windows as w
                        on v.unit = w.unit and v.t >= w.t and v.t - w.t <= $5
                    where w.place <= %1$s and %3$s
                )',
                s.place,
                n.names,
                n.known
            ),
            '' order by s.place
        ) filter (where s.place > 1),
        ''
    )
    from unnest(funnel_windows.steps, funnel_windows.conditions)
        with ordinality as s (name, condition, place)
    cross join lateral (
        select
            string_agg(format('w.next_%s', g.n), ', ' order by g.n)
            -- step 1 is the event of the chain itself
            || ', v.t' as names,
            string_agg(format('w.next_%s is not null', g.n), ' and ' order by g.n) as known
        from generate_series(1, s.place::int) as g (n)
    ) as n
$$;

comment on function hardal_helpers.funnel_windows(text[], text, text[]) is
'For funnel_chains: the text of the CTEs of a funnel whose steps come in any order';
grant execute on function hardal_helpers.funnel_windows(text[], text, text[]) to public;
