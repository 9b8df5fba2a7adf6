-- Returns the CTEs step_2, step_3, ... of a funnel whose steps come in any order. funnel_chains
-- makes step_1. A unit reaches step k if an event of step 1 between since and until and an event of
-- each other step up to k lie in one window: the time `within` from the first of them. The names of
-- the steps differ.
--
-- windows has a row for each event of a step, as the last one of a window: when each step was there
-- last, up to this instant. The earliest of these times begins the window. Any other choice of
-- events would begin it earlier.
create or replace function hardal_helpers.funnel_windows(
    steps text[], events text, conditions text[], has_values boolean
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select format(
        ', windows as (
            select
                u.unit, u.value, u.place, u.t,
                %1$s
            from (
                select v.unit, v.value, v.t, 1 as place
                from step_1 as v
                union all
                select e.unit, %2$s, e.created_at, array_position($1, e.event_name)
                from %3$s as e%4$s
                where
                    e.event_name = any (($1)[2:])
                    and e.created_at >= $2 - $5 and e.created_at < $4
                    and (%5$s)%6$s
            ) as u
            window w as (partition by u.unit collate "C"%7$s order by u.t)
        )',
        string_agg(
            format('max(u.t) filter (where u.place = %1$s) over w as last_%1$s', s.place),
            ', ' order by s.place
        ),
        case when has_values then 'o.value' else 'null' end,
        funnel_windows.events,
        case
            when has_values then
                ' inner join (
                    select distinct v.unit, v.value from step_1 as v
                ) as o on e.unit = o.unit'
            else ''
        end,
        string_agg(
            format('e.event_name = ($1)[%s]%s', s.place, coalesce(' and ' || s.condition, '')),
            ' or ' order by s.place
        ) filter (where s.place > 1),
        case
            when has_values then '' else ' and e.unit in (select v.unit from step_1 as v)'
        end,
        case when has_values then ', u.value collate "C"' else '' end
    )
    || coalesce(
        string_agg(
            format(
                ', step_%1$s as (
                    select
                        w.unit, w.value, w.t, null::timestamptz as before, least(%2$s) as start
                    from windows as w
                    where w.place <= %1$s and %3$s and w.t - least(%2$s) <= $5
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
            string_agg(format('w.last_%s', g.n), ', ' order by g.n) as names,
            string_agg(format('w.last_%s is not null', g.n), ' and ' order by g.n) as known
        from generate_series(1, s.place::int) as g (n)
    ) as n
$$;

comment on function hardal_helpers.funnel_windows(text[], text, text[], boolean) is
'For funnel_chains: the text of the CTEs of a funnel whose steps come in any order; has_values '
'where the chains are told apart by a value';
grant execute on function hardal_helpers.funnel_windows(text[], text, text[], boolean) to public;
