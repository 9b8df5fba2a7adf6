-- The very units that funnel counts: with the outcome converted those that reached `step` (the last
-- one where it is left out), with lost those that reached the step before and not this one. The
-- number of rows with a value is the number that funnel has for it.
--
-- started_at is the time of step 1, and reached_at that of the step that the row counts: both of
-- the unit's first conversion to it. Rows are in the order of units. max_rows is the number of
-- units, and after the last unit of the page before. All other arguments are those of funnel.
create or replace function template.funnel_units(
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
    by_of text default 'first',
    step int default null,
    outcome text default 'converted',
    after text default null,
    max_rows int default 1000
)
returns setof hardal.funnel_unit
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- see funnel
set enable_nestloop = off
as $$
declare
    -- the query's text is made of numbers and of the texts of funnel_plan:
    -- @plpgsql_check_options: security_warnings = off
    v_count constant int := coalesce(cardinality(funnel_units.steps), 0);
    v_step constant int := coalesce(funnel_units.step, v_count);
    v_is_lost constant boolean := funnel_units.outcome = 'lost';
    v_since timestamptz;
    v_until timestamptz;
    v_plan record;
begin
    perform hardal_helpers.require_argument(
        funnel_units.outcome in ('converted', 'lost'),
        format('there is no outcome %L', funnel_units.outcome),
        'converted or lost'
    );
    perform hardal_helpers.require_argument(
        v_step between 1 + v_is_lost::int and v_count,
        format('there is no step %s that units are %s at', v_step, funnel_units.outcome),
        format('a number from %s to %s', 1 + v_is_lost::int, v_count)
    );
    perform hardal_helpers.require_argument(
        funnel_units.max_rows between 1 and 100000,
        'max_rows is between 1 and 100000',
        'for more, go on with after: the last unit'
    );
    v_since := hardal_helpers.since(to_jsonb(funnel_units.since) #>> '{}', funnel_units.time_zone);
    v_until := hardal_helpers.until(to_jsonb(funnel_units.until) #>> '{}', funnel_units.time_zone);
    select p.* into v_plan
    from hardal_helpers.funnel_plan(
        'template', funnel_units.steps, funnel_units.within, v_since, v_until, funnel_units.by,
        funnel_units.unit, funnel_units.filter, funnel_units.cohort, funnel_units.step_filters,
        funnel_units.ordering, funnel_units.exclude, funnel_units.first_ever, funnel_units.by_of,
        all_starts => true
    ) as p;
    return query execute v_plan.chains || v_plan.valued || format(
        ' select
            r.unit, r.value, %1$s, ($1)[%1$s], r.start, r.t
        from (
            select r.*, dense_rank() over (order by r.unit collate "C") as place
            from (
                select distinct on (v.unit collate "C", v.value collate "C")
                    v.unit, %2$s as value, v.start, v.t
                from step_%1$s as v%3$s
                where ($6 is null or v.unit collate "C" > $6 collate "C")%4$s
                order by v.unit collate "C", v.value collate "C", v.t, v.start desc
            ) as r
        ) as r
        where r.place <= $7
        order by r.unit collate "C", r.value collate "C"',
        case when v_is_lost then v_step - 1 else v_step end,
        case when v_plan.valued <> '' then 'o.value' else 'v.value' end,
        case
            when v_plan.valued <> '' then ' left join valued as o on v.unit = o.unit'
            else ''
        end,
        case
            when v_is_lost then format(
                ' and not exists (
                    select
                    from step_%s as x
                    where x.unit = v.unit and x.value is not distinct from v.value
                )',
                v_step
            )
            else ''
        end
    )
    using
        funnel_units.steps, v_since, v_until, v_plan.later_until, v_plan.span,
        funnel_units.after, funnel_units.max_rows;
end
$$;

comment on function template.funnel_units(
    text[], interval, anycompatible, anycompatible, text, text,
    text, jsonb, text, jsonb, text, jsonb, boolean, text, int, text, text, int
) is
'The units that funnel counts: those that reached a step (outcome converted), or were lost before '
'it (lost); the other arguments are those of funnel. PT400 for a wrong argument. '
'select * from funnel_units(''{signup,purchase}'', outcome => ''lost'')';
grant execute on function template.funnel_units(
    text[], interval, anycompatible, anycompatible, text, text,
    text, jsonb, text, jsonb, text, jsonb, boolean, text, int, text, text, int
) to template__read;
