-- Returns the CTEs of a funnel (with step_1 as (...), step_2 as (...), ...), for the reports of
-- funnels. Step_k has a row for each event that ends a chain: events of one unit that are steps 1
-- to k as the ordering asks. Its columns: unit; value (that the chain began with); t (when the
-- chain ends); before (when step k - 1 happened; null for step 1 and the ordering any); start (when
-- the chain began); and at_<n> for each step n in kept, in the tables of that step and all later
-- ones.
--
-- - events is the text of report_events, all_events the same without the filter.
-- - conditions has one more condition for each step, about the event e: null where there is none.
-- - value is the expression of a value of step 1's event; null for none.
-- - ordering: ordered (other events may lie between the steps), strict (no other event of the unit
--   lies at a time between two steps), any (the steps come in any order, and all lie within the
--   time from the first of them).
-- - first_ever: only the unit's first event of step 1 of all time begins a chain.
-- - exclusions: {"from": 1, "to": 3, "condition": "..."}, each: no event with the condition lies at
--   a time between these two steps.
-- - shared: the text of CTEs that events reads, each with a comma behind it.
-- - all_starts: step_1 has all events of step 1, and not only those of units that had step 2 too.
--
-- The query's parameters: $1 steps, $2 since, $3 until, $4 until of later steps, $5 within.
--
-- Method: for each step, one pass reads the ends of the chains of the step before and the events of
-- this step together, in the order of time. An event that stands directly behind an end continues
-- the chain of this end. No other end is better for the event: a later end has a later start, later
-- steps between, and less time between it and the event. So it is best for `within`, for a strict
-- order and for exclusions alike.
create or replace function hardal_helpers.funnel_chains(
    steps text[],
    events text,
    all_events text,
    conditions text[],
    value text,
    ordering text,
    first_ever boolean,
    exclusions jsonb,
    kept int[],
    all_starts boolean,
    shared text default ''
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_count constant int := cardinality(steps);
    v_condition constant text := 'e.event_name = ($1)[%s]%s and e.created_at >= %s '
        'and e.created_at < %s and e.unit is not null';
    v_apart constant text := case
        when value is null then 'u.unit collate "C"'
        else 'u.unit collate "C", u.value collate "C"'
    end;
    v_chains text;
    v_events text;
    v_own text;
    v_taken text;
    v_kept text;
    v_passed text;
    v_behind text;
    v_excluded text;
begin
    v_own := coalesce(' and ' || conditions[1], '');
    v_chains := 'with ' || shared;
    if first_ever then
        v_chains := v_chains || format(
            'first_ever as (
                select e.unit, min(e.created_at) as t
                from %s as e
                where e.event_name = ($1)[1]%s and e.created_at < $3 and e.unit is not null
                group by e.unit
                having min(e.created_at) >= $2
            ), ',
            events, v_own
        );
    end if;
    v_chains := v_chains || format(
        'step_1 as (
            select e.unit, %s as value, e.created_at as t, null::timestamptz as before,
                e.created_at as start%s
            from %s as e%s
            where %s%s
        )',
        coalesce(value, 'null::text'),
        case when 1 = any (kept) then ', e.created_at as at_1' else '' end,
        events,
        case
            when first_ever
                then ' inner join first_ever as f on e.unit = f.unit and e.created_at = f.t'
            else ''
        end,
        format(v_condition, 1, v_own, '$2', '$3'),
        -- units that also had an event of step 2
        case
            when all_starts or v_count = 1 then ''
            else format(
                ' and e.unit in (select e.unit from %s as e where %s)',
                events,
                format(
                    v_condition,
                    2,
                    coalesce(' and ' || conditions[2], ''),
                    case ordering when 'any' then '$2 - $5' else '$2' end,
                    '$4'
                )
            )
        end
    );
    if ordering = 'strict' and v_count > 1 then
        -- the time of the event before, of each time at which a unit had an event
        v_chains := v_chains || format(
            ', moments as (
                select
                    m.unit, m.t, lag(m.t) over (partition by m.unit collate "C" order by m.t)
                        as earlier
                from (
                    select e.unit, e.created_at as t
                    from %s as e
                    where
                        e.created_at >= $2 and e.created_at < $4
                        and e.unit in (select v.unit from step_1 as v)
                    group by e.unit, e.created_at
                ) as m
            )',
            all_events
        );
    end if;
    if ordering = 'any' and v_count > 1 then
        return v_chains || hardal_helpers.funnel_windows(
            steps, events, conditions, value is not null
        );
    end if;

    for k in 2..v_count loop
        v_own := coalesce(' and ' || conditions[k], '');
        v_kept := coalesce((
            select string_agg(format(', %%1$s.at_%s', n), '' order by n)
            from unnest(kept) as n
            where n < k
        ), '');
        v_passed := coalesce((
            select string_agg(format(', lag(u.at_%1$s) over w as at_%1$s', n), '' order by n)
            from unnest(kept) as n
            where n < k
        ), '');
        v_behind := coalesce((
            select string_agg(', null::timestamptz', '') from unnest(kept) as n where n < k
        ), '');
        -- the events of step k, of units that have a chain; with values, once for each value
        v_events := format(
            case
                when value is not null then
                    'select e.unit, o.value, e.created_at, null%5$s
                    from %3$s as e
                    inner join (
                        select distinct v.unit, v.value from step_%2$s as v
                    ) as o on e.unit = o.unit'
                else 'select e.unit, null, e.created_at, null%5$s from %3$s as e'
            end
            || ' where %4$s'
            || case
                when value is not null then ''
                when k > 2 then ' and e.unit in (select v.unit from step_%2$s as v)'
                -- without this condition step_1 is read only once, and so it is not materialized
                else ''
            end,
            k, k - 1, events, format(v_condition, k, v_own, '$2', '$4'), v_behind
        );
        -- Ends of chains have a start, events have none. At the same instant ends come before
        -- events, but after events that an earlier step may have taken, because it has the same
        -- name: these events must be later than the end.
        v_taken := case when steps[k] = any (steps[:k - 1]) then 'first' else 'last' end;
        -- no event between two steps that is excluded there; only a chain that comes to this step
        -- is looked at
        select string_agg(
            format(
                ' and not exists (
                    select
                    from %s as e
                    where
                        e.unit = c.unit and %s
                        and e.created_at > c.%s and e.created_at < c.t
                )',
                all_events,
                x.value ->> 'condition',
                case (x.value ->> 'from')::int
                    when k - 1 then 'before'
                    when 1 then 'start'
                    else 'at_' || (x.value ->> 'from')
                end
            ),
            ''
        ) into v_excluded
        from jsonb_array_elements(exclusions) as x (value)
        where (x.value ->> 'to')::int = k;
        v_chains := v_chains || format(
            ', step_%1$s as (
                select c.unit, c.value, c.t, c.before, c.start%6$s%7$s
                from (
                    select
                        u.unit, u.value, u.t, u.start is null as is_event,
                        lag(u.t) over w as before, lag(u.start) over w as start%8$s
                    from (
                        select v.unit, v.value, v.t, v.start%9$s from step_%2$s as v
                        union all %3$s
                    ) as u
                    window w as (partition by %4$s order by u.t, u.start nulls %5$s)
                ) as c%10$s
                where c.is_event and c.t - c.start <= $5%11$s%12$s
            )',
            k, k - 1, v_events, v_apart, v_taken,
            format(v_kept, 'c'),
            case when k = any (kept) then format(', c.t as at_%s', k) else '' end,
            v_passed,
            format(v_kept, 'v'),
            case
                when ordering = 'strict'
                    then ' inner join moments as m on c.unit = m.unit and c.t = m.t'
                else ''
            end,
            case when ordering = 'strict' then ' and c.before in (c.t, m.earlier)' else '' end,
            coalesce(v_excluded, '')
        );
    end loop;
    return v_chains;
end
$$;

comment on function hardal_helpers.funnel_chains(
    text[], text, text, text[], text, text, boolean, jsonb, int[], boolean, text
) is
'For the reports of funnels: the text of the CTEs step_1, step_2, ..., each with the chains of '
'events that end there';
grant execute on function hardal_helpers.funnel_chains(
    text[], text, text, text[], text, text, boolean, jsonb, int[], boolean, text
) to public;
