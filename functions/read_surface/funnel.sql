-- Funnel report: counts the units that had the first of these events in [since, until), then the
-- units that had the second event after the first, and so on.
--
-- Promises:
-- - A unit reaches a step if one of its events of step 1 is followed by events of the next steps
--   in order, and the last of them is within `within` of the first. Later steps may lie after
--   until. Other events may lie between the steps (ordering ordered) or may not (strict).
-- - With the ordering any, the steps come in any order, and all of them up to the step lie within
--   `within` of the first of them. Step 1 lies in [since, until).
-- - Two events of the same instant count as in order. But where an earlier step has the same event
--   name, the event must be later than the event of the step before.
-- - Times are those of the unit's first conversion to the step. In any order, median_time is null.
-- - With by, a property of step 1's event, the report has one funnel for each value of the
--   property. A unit counts for each value that it began with. With by_of, the property is one of a
--   later step's event, or of the unit, and a unit counts for one value: see
--   hardal_helpers.funnel_plan.
-- - first_ever: only a unit's first event of step 1 of all time begins a chain.
-- - exclude: events that may not lie between two steps, at a time between theirs.
-- - unit, filter and cohort: see hardal_helpers.report_events. step_filters are filters of single
--   steps. The filter is none of the events that strict and exclude look at.
--
-- Method: see hardal_helpers.funnel_chains. By client, without filters and values, the passes read
-- indexed columns only.
--
-- Outline of the body:
-- 1. Check the arguments, and make the text of the chains.
-- 2. Count step 1, for each value of by.
-- 3. Count the units of each later step.
-- 4. Run the query. It returns every step of every value, with zero where no unit reached the step.
create or replace function template.funnel(
    steps text[],
    within interval default '7 days',
    since anycompatible default null,
    until anycompatible default null,
    by text default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null,
    step_filters jsonb default null,
    ordering text default 'ordered',
    exclude jsonb default null,
    first_ever boolean default false,
    by_of text default 'first'
)
returns setof hardal.funnel_step
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- The planner cannot know how many units a step leaves. It would always loop over them.
set enable_nestloop = off
as $$
declare
    -- the query's text is made of numbers and of the texts of funnel_plan:
    -- @plpgsql_check_options: security_warnings = off
    v_since timestamptz;
    v_until timestamptz;
    v_plan record;
    v_firsts text;
    v_value text;
    v_reached text := '';
    v_values text[];
    v_units bigint[];
begin
    -- 1. Check the arguments, and make the text of the chains.
    v_since := hardal_helpers.since(to_jsonb(funnel.since) #>> '{}', funnel.time_zone);
    v_until := hardal_helpers.until(to_jsonb(funnel.until) #>> '{}', funnel.time_zone);
    select p.* into v_plan
    from hardal_helpers.funnel_plan(
        'template', funnel.steps, funnel.within, v_since, v_until, funnel.by, funnel.unit,
        funnel.filter, funnel.cohort, funnel.step_filters, funnel.ordering, funnel.exclude,
        funnel.first_ever, funnel.by_of
    ) as p;

    -- 2. Count step 1: a statement of its own, because it can run in parallel.
    if v_plan.valued = '' then
        execute v_plan.firsts || case
            when funnel.by is null then '
                select array[null::text], array[count(*)]
                from (select from step_1 as v group by v.unit) as c'
            else '
                select array_agg(g.value), array_agg(g.units)
                from (
                    select c.value, count(*) as units
                    from (
                        select v.value from step_1 as v group by v.unit, v.value
                    ) as c
                    group by c.value
                ) as g'
        end
        into v_values, v_units
        using funnel.steps, v_since, v_until, v_plan.later_until, v_plan.span;
        v_firsts := 'unnest($6, $7) with ordinality as s (value, units, place)';
    else
        v_firsts := '(
            select f.value, f.units, row_number() over () as place
            from (
                select o.value, count(*) as units
                from (select v.unit from step_1 as v group by v.unit) as f
                left join valued as o on f.unit = o.unit
                group by o.value
            ) as f
        ) as s';
    end if;

    -- 3. Count the units of each later step, each by its first conversion.
    v_value := case when v_plan.valued = '' then 'f.value' else 'o.value' end;
    for k in 2..cardinality(funnel.steps) loop
        v_reached := v_reached || format(
            ' union all
            select
                %1$s, %2$s, count(*),
                percentile_cont(0.5) within group (order by f.t - f.before),
                percentile_cont(0.5) within group (order by f.t - f.start)
            from (
                select distinct on (%3$s) v.unit, v.value, v.t, v.before, v.start
                from step_%1$s as v
                order by %3$s, v.t, v.start desc
            ) as f%4$s
            group by %2$s',
            k,
            v_value,
            case
                when funnel.by is null or v_plan.valued <> '' then 'v.unit collate "C"'
                else 'v.unit collate "C", v.value collate "C"'
            end,
            case
                when v_plan.valued <> '' then ' left join valued as o on f.unit = o.unit'
                else ''
            end
        );
    end loop;

    -- 4. Run the query.
    return query execute v_plan.chains || v_plan.valued || format(
        ' select
            n.step, ($1)[n.step], s.value, coalesce(r.units, 0),
            round(coalesce(r.units, 0)::numeric / nullif(s.units, 0), 4),
            round(
                coalesce(r.units, 0)::numeric
                / nullif(lag(coalesce(r.units, 0)) over w, 0),
                4
            ),
            r.median_time, extract(epoch from r.median_time)::double precision,
            r.median_total_time, extract(epoch from r.median_total_time)::double precision
        from %1$s
        cross join generate_series(1, %2$s) as n (step)
        left join (
            select
                1 as step, s.value, s.units,
                null::interval as median_time, null::interval as median_total_time
            from %1$s%3$s
        ) as r on
            n.step = r.step
            and (s.value is null) = (r.value is null)
            and coalesce(s.value, '''') = coalesce(r.value, '''')
        window w as (partition by s.place order by n.step)
        order by s.units desc, s.value collate "C", n.step',
        v_firsts, cardinality(funnel.steps), v_reached
    )
    using
        funnel.steps, v_since, v_until, v_plan.later_until, v_plan.span, v_values, v_units;
end
$$;

comment on function template.funnel(
    text[], interval, anycompatible, anycompatible, text, text,
    text, jsonb, text, jsonb, text, jsonb, boolean, text
) is
'How many units (client, person, or a property) went from event to event, within an interval; '
'with by, for each value of a property of the first event (by_of: of a later one, or of the unit); '
'ordering is ordered, strict or any; since is inclusive (left out: 30 days ago), until exclusive, '
'both are dates or times of time_zone. PT400 for a wrong argument. '
'select * from funnel(''{signup,purchase}'', ''7 days'')';
grant execute on function template.funnel(
    text[], interval, anycompatible, anycompatible, text, text,
    text, jsonb, text, jsonb, text, jsonb, boolean, text
) to template__read;
