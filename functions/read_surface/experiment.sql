-- Experiment report: compares the variants of a test by how many of their units reach a goal
-- (metric conversion), or by the mean of a number of each unit (metric mean), with intervals and
-- p-values. hardal_helpers.experiment_figures has the methods.
--
-- - A unit is exposed by its first exposure_event in [since, until) that has variant_property; the
--   property's value is its variant. A unit with several variants in this time belongs to none:
--   these units are one row (is_mixed), with their number alone.
-- - A unit reaches the goal if it has goal_event at its exposure or within `within` after it. Later
--   goals may lie after until.
-- - With the metric mean, the number of a unit is the sum of value_property's numbers in its goals:
--   0 for a unit without a goal. The figures are calculated in double precision, so a number is
--   refused whose fourth power is beyond that.
-- - The control is the variant of this name; where it is left out, the variant named control, else
--   the one with the most units. Figures beside the control are null for itself. The lift is null
--   where the control's mean is not above zero.
-- - filter is of exposures, goal_filter of goals. unit and cohort: see
--   hardal_helpers.report_events.
create or replace function template.experiment(
    exposure_event text,
    variant_property text,
    goal_event text,
    metric text default 'conversion',
    value_property text default null,
    within interval default '14 days',
    control text default null,
    confidence double precision default 0.95,
    since anycompatible default null,
    until anycompatible default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    goal_filter jsonb default null,
    cohort text default null
)
returns setof hardal.experiment_variant
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- The planner cannot know how many units there are. It would loop over them.
set enable_nestloop = off
as $$
declare
    -- the query's text is made of literals and of report_events:
    -- @plpgsql_check_options: security_warnings = off
    v_since timestamptz;
    v_until timestamptz;
    v_within interval;
    v_number_keys text[];
    v_variants jsonb;
    v_mixed bigint;
    v_control text;
begin
    perform hardal_helpers.require_argument(
        experiment.exposure_event is not null and experiment.goal_event is not null
        and experiment.variant_property is not null,
        'exposure_event, variant_property and goal_event are required',
        'the event that shows a variant, its property that names the variant, and the goal'
    );
    perform hardal_helpers.require_argument(
        experiment.metric in ('conversion', 'mean'),
        format('there is no metric %L', experiment.metric),
        'conversion or mean'
    );
    perform hardal_helpers.require_argument(
        (experiment.metric = 'mean') = (experiment.value_property is not null),
        'value_property goes with the metric mean',
        'the property of the goal whose numbers are compared, such as price'
    );
    perform hardal_helpers.require_argument(
        experiment.within >= '0', 'within is an interval, and not negative', 'such as 14 days'
    );
    perform hardal_helpers.require_argument(
        experiment.confidence >= 0.5 and experiment.confidence <= 0.9999,
        'confidence is between 0.5 and 0.9999',
        'such as 0.95'
    );
    v_within := hardal_helpers.fixed_span(experiment.within);
    v_since := hardal_helpers.since(to_jsonb(experiment.since) #>> '{}', experiment.time_zone);
    v_until := hardal_helpers.until(to_jsonb(experiment.until) #>> '{}', experiment.time_zone);
    perform hardal_helpers.require_events(
        'template', array[experiment.exposure_event, experiment.goal_event]
    );
    v_number_keys := hardal_helpers.find_property(
        'template', array[experiment.goal_event], experiment.value_property, v_since,
        v_until + v_within
    );
    begin
        execute format(
            'with shown as (
                select e.unit, e.created_at as t, %1$s as variant
                from %2$s as e
                where
                    e.event_name = $1 and e.unit is not null
                    and e.created_at >= $3 and e.created_at < $4
                    and %1$s is not null
            ),

            exposed as materialized (
                select
                    s.unit, min(s.t) as t, min(s.variant) as variant,
                    min(s.variant) <> max(s.variant) as is_mixed
                from shown as s
                group by s.unit
            ),

            goals as (
                select x.unit, count(*) as goals, coalesce(sum(%3$s), 0) as amount
                from exposed as x
                inner join %4$s as e on x.unit = e.unit
                where
                    e.event_name = $2 and e.created_at >= $3 and e.created_at < $4 + $5
                    and e.created_at >= x.t and e.created_at - x.t <= $5
                group by x.unit
            ),

            counted as (
                select
                    x.variant,
                    count(*) as units,
                    count(g.unit) as conversions,
                    avg(coalesce(g.amount, 0))::double precision as mean,
                    var_samp(coalesce(g.amount, 0))::double precision as variance
                from exposed as x
                left join goals as g on x.unit = g.unit
                where not x.is_mixed
                group by x.variant
            )

            select
                (select jsonb_agg(to_jsonb(c)) from counted as c),
                (select count(*) from exposed as x where x.is_mixed),
                (
                    select c.variant
                    from counted as c
                    order by
                        c.variant = $6 desc, c.variant = ''control'' desc, c.units desc,
                        c.variant collate "C"
                    limit 1
                )',
            hardal_helpers.value_expression(
                hardal_helpers.find_property(
                    'template', array[experiment.exposure_event], experiment.variant_property,
                    v_since, v_until
                )
            ),
            hardal_helpers.report_events(
                'template', array[experiment.exposure_event], v_since, v_until, experiment.unit,
                experiment.filter, experiment.cohort
            ),
            hardal_helpers.number_expression(v_number_keys),
            hardal_helpers.report_events(
                'template', array[experiment.goal_event], v_since, v_until + v_within,
                experiment.unit, experiment.goal_filter
            )
        )
        into v_variants, v_mixed, v_control
        using
            experiment.exposure_event, experiment.goal_event, v_since, v_until, v_within,
            experiment.control;
        perform hardal_helpers.require_argument(
            experiment.control is null or v_control is null or experiment.control = v_control,
            format('there is no variant %s', to_jsonb(left(experiment.control, 80))),
            'the control is one of the variants that units have seen'
        );
        return query
        select
            v.variant,
            v.variant = v_control,
            false,
            v.units,
            v.conversions,
            f.rate,
            f.standard_error,
            f.low,
            f.high,
            f.lift,
            f.lift_low,
            f.lift_high,
            f.p_value
        from jsonb_to_recordset(v_variants) as v (variant text, units bigint, conversions bigint)
        inner join hardal_helpers.experiment_figures(
            v_variants, v_control, experiment.metric, experiment.confidence
        ) as f on v.variant = f.variant
        order by v.variant = v_control desc, v.variant collate "C";
    exception when numeric_value_out_of_range then
        perform hardal_helpers.require_argument(
            false,
            format(
                'the numbers of %s cannot be compared: one is too large or too small',
                to_jsonb(left(experiment.value_property, 80))
            ),
            'from 1e-70 to 1e70 is right; goal_filter can leave goals out, such as '
            '{"price": {"lt": 1e70}}'
        );
    end;
    if v_mixed > 0 then
        return query
        select
            null::text, false, true, v_mixed, null::bigint, n.none, n.none, n.none, n.none,
            n.none, n.none, n.none, n.none
        from (select null::double precision as none) as n;
    end if;
end
$$;

comment on function template.experiment(
    text, text, text, text, text, interval, text, double precision, anycompatible, anycompatible,
    text,
    text, jsonb, jsonb, text
) is
'Compares the variants of an experiment by the share of units that reach a goal, or by the mean of '
'a number, with intervals and p-values; '
'since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of '
'time_zone. PT400 for a wrong argument. '
'select * from experiment(''page_view'', ''variant'', ''purchase'')';
grant execute on function template.experiment(
    text, text, text, text, text, interval, text, double precision, anycompatible, anycompatible,
    text,
    text, jsonb, jsonb, text
) to template__read;
