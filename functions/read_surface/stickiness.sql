-- Stickiness report: on how many days of each week or month units are active. A unit is active on a
-- day of the time zone if it has one of event_names on it (null: any event).
--
-- A period has a row for each number of its days, from 1 on: how many units were active on exactly
-- so many days, their share of all active units of the period, and how many were active on so many
-- days or more (at_least). Periods are whole, as in retention. unit, filter and cohort: see
-- hardal_helpers.report_events.
create or replace function template.stickiness(
    event_names text[] default null,
    within text default 'week',
    since anycompatible default null,
    until anycompatible default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.stickiness_day
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    -- the query's text is made of report_events:
    -- @plpgsql_check_options: security_warnings = off
    v_step interval;
    v_span record;
    v_names constant text[] := hardal_helpers.optional_events('template', stickiness.event_names);
begin
    perform hardal_helpers.require_argument(
        stickiness.within in ('week', 'month'),
        format('days are not counted within %L', stickiness.within),
        'week or month'
    );
    select p.* into v_span
    from hardal_helpers.whole_periods(
        stickiness.within,
        to_jsonb(stickiness.since) #>> '{}',
        to_jsonb(stickiness.until) #>> '{}',
        stickiness.time_zone,
        4
    ) as p;
    v_step := ('1 ' || stickiness.within)::interval;
    return query execute format(
        'with active as (
            select e.unit, (e.created_at at time zone $5)::date as day
            from %s as e
            where e.unit is not null and e.created_at >= $2 and e.created_at < $3%s
            group by 1, 2
        ),

        by_unit as (
            select
                a.unit, date_trunc($4, a.day::timestamp)::date as starts_on, count(*) as days
            from active as a
            group by 1, 2
        ),

        counted as (
            select u.starts_on, u.days, count(*) as units
            from by_unit as u
            group by u.starts_on, u.days
        )

        select
            p.starts_on::date,
            d.days,
            coalesce(c.units, 0),
            round(
                coalesce(c.units, 0)
                / nullif(sum(c.units) over (partition by p.starts_on), 0),
                4
            ),
            coalesce(
                sum(c.units) over (partition by p.starts_on order by d.days desc), 0
            )::bigint
        from generate_series($6, $7, $8) as p (starts_on)
        cross join lateral generate_series(
            1, (p.starts_on + $8)::date - p.starts_on::date
        ) as d (days)
        left join counted as c on p.starts_on = c.starts_on and d.days = c.days
        order by p.starts_on, d.days',
        hardal_helpers.report_events(
            'template', v_names, v_span.starts, v_span.ends, stickiness.unit, stickiness.filter,
            stickiness.cohort
        ),
        case when v_names is not null then ' and e.event_name = any ($1)' end
    )
    using
        v_names, v_span.starts, v_span.ends, stickiness.within, stickiness.time_zone,
        v_span.first_at, v_span.last_at, v_step;
end
$$;

comment on function template.stickiness(
    text[], text, anycompatible, anycompatible, text, text, jsonb, text
) is
'The stickiness report: how many units were active on 1, 2, 3 ... days of each week or month; '
'periods are whole, from the one of since to the one before until; null event_names are any event. '
'PT400 for a wrong argument. select * from stickiness(within => ''month'')';
grant execute on function template.stickiness(
    text[], text, anycompatible, anycompatible, text, text, jsonb, text
) to template__read;
