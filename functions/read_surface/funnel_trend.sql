-- Conversion over time: a funnel for each hour, day, week or month in which units began it. A unit
-- counts in every period in which it had an event of step 1, and its later steps count wherever
-- they lie within `within`.
--
-- The periods are those of the local calendar, as in trend: the first and the last one have only
-- the events of step 1 between since and until. Every step of every period has a row. All other
-- arguments are those of funnel.
create or replace function template.funnel_trend(
    steps text[],
    every text default 'week',
    within interval default '7 days',
    since anycompatible default null,
    until anycompatible default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null,
    step_filters jsonb default null,
    ordering text default 'ordered',
    exclude jsonb default null,
    first_ever boolean default false
)
returns setof hardal.funnel_period
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
    v_span record;
    v_plan record;
    v_reached text := '';
begin
    select p.* into v_span
    from hardal_helpers.spanned_periods(
        funnel_trend.every,
        to_jsonb(funnel_trend.since) #>> '{}',
        to_jsonb(funnel_trend.until) #>> '{}',
        funnel_trend.time_zone
    ) as p;
    select p.* into v_plan
    from hardal_helpers.funnel_plan(
        'template', funnel_trend.steps, funnel_trend.within, v_span.starts, v_span.ends, null,
        funnel_trend.unit, funnel_trend.filter, funnel_trend.cohort, funnel_trend.step_filters,
        funnel_trend.ordering, funnel_trend.exclude, funnel_trend.first_ever, 'first',
        format(
            'date_trunc(%L, e.created_at at time zone %L)::text',
            funnel_trend.every, funnel_trend.time_zone
        ),
        all_starts => true
    ) as p;
    if v_span.starts >= v_span.ends then
        return;
    end if;
    for k in 1..cardinality(funnel_trend.steps) loop
        v_reached := v_reached || case when k > 1 then ' union all' else '' end || format(
            ' select %1$s, f.value::timestamp, count(*)
            from (select v.value from step_%1$s as v group by v.unit, v.value) as f
            group by f.value',
            k
        );
    end loop;
    return query execute v_plan.chains || format(
        ', reached (step, starts_at, units) as (%s)
        select
            p.starts_at, n.step, ($1)[n.step], coalesce(r.units, 0),
            round(
                coalesce(r.units, 0)::numeric / nullif(first_value(r.units) over w, 0), 4
            )
        from generate_series($6, $7, $8) as p (starts_at)
        cross join generate_series(1, cardinality($1)) as n (step)
        left join reached as r on n.step = r.step and p.starts_at = r.starts_at
        window w as (partition by p.starts_at order by n.step)
        order by p.starts_at, n.step',
        v_reached
    )
    using
        funnel_trend.steps, v_span.starts, v_span.ends, v_plan.later_until, v_plan.span,
        v_span.first_at, v_span.last_at, ('1 ' || funnel_trend.every)::interval;
end
$$;

comment on function template.funnel_trend(
    text[], text, interval, anycompatible, anycompatible, text,
    text, jsonb, text, jsonb, text, jsonb, boolean
) is
'The funnel of each hour, day, week or month in which units began it; the other arguments are '
'those of funnel. PT400 for a wrong argument. '
'select * from funnel_trend(''{signup,purchase}'', ''week'')';
grant execute on function template.funnel_trend(
    text[], text, interval, anycompatible, anycompatible, text,
    text, jsonb, text, jsonb, text, jsonb, boolean
) to template__read;
