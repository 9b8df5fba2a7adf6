-- Retention report: returns how many units come back.
--
-- - A unit's first event is its first event of the name first_event, of all time. Null first_event
--   means any name. A cohort is the units whose first event lies in one period of the time zone.
-- - Where recurrence is recurring, a unit is in the cohort of every period in which it has
--   first_event. It begins with the first of these events in the period.
-- - Periods are whole: the first one is the period that since lies in, the last one is that of the
--   last instant before until. Without since, the report has the last 8 periods. Without until,
--   it ends with the current period.
-- - A cell counts the units of a cohort that had return_event (null: any event) in the
--   period_number-th period after the cohort's own, at_least times, and not before their first
--   event. In the mode unbounded it counts them in this period or any later one of the report.
-- - With property, amount is the sum of its numbers in the return events that the cell counts. A
--   text that looks like a number is none.
-- - With by, a property of the first event, there is a triangle for each of the max_values values
--   with the most units, and one for all others together (is_other). Where a unit has several first
--   events at the same instant, its value is the first in the order of bytes.
-- - With mean, rows with a null cohort follow: all cohorts that reach the period, together. So each
--   cohort weighs as much as it has units.
-- - The report has every cell up to the last period, including cells of zero.
-- - unit and cohort: see hardal_helpers.report_events. first_filter and return_filter are filters
--   of the two events.
--
-- The query is that of hardal_helpers.retention_query.
create or replace function template.retention(
    first_event text default null,
    return_event text default null,
    period text default 'week',
    since anycompatible default null,
    until anycompatible default null,
    time_zone text default 'UTC',
    by text default null,
    mode text default 'exact',
    at_least int default 1,
    recurrence text default 'first',
    property text default null,
    mean boolean default false,
    max_values int default 10,
    unit text default 'client',
    first_filter jsonb default null,
    return_filter jsonb default null,
    cohort text default null
)
returns setof hardal.retention_cell
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- The planner cannot know how many units there are. It would loop over them.
set enable_nestloop = off
as $$
declare
    -- the query's text is made of numbers and literals:
    -- @plpgsql_check_options: security_warnings = off
    v_step interval;
    -- the first day of the last and of the first period, in the time zone
    v_last timestamp;
    v_first timestamp;
    v_since timestamptz;
    v_until timestamptz;
    -- the beginnings of the periods
    v_bounds timestamptz[];
    v_first_names constant text[] := array_remove(array[retention.first_event], null);
    v_return_names constant text[] := array_remove(array[retention.return_event], null);
begin
    perform hardal_helpers.require_argument(
        retention.mode in ('exact', 'unbounded'),
        format('there is no mode %L', retention.mode),
        'exact (came back in the period) or unbounded (in the period or later)'
    );
    perform hardal_helpers.require_argument(
        retention.recurrence in ('first', 'recurring'),
        format('there is no recurrence %L', retention.recurrence),
        'first (of all time) or recurring (every period with the event)'
    );
    perform hardal_helpers.require_argument(
        retention.at_least >= 1, 'at_least is 1 or more', 'how many return events a cell asks for'
    );
    perform hardal_helpers.require_argument(
        retention.max_values between 1 and 100,
        'max_values is between 1 and 100',
        'all other values are one triangle together'
    );
    select p.first_at, p.last_at, p.starts, p.ends into v_first, v_last, v_since, v_until
    from hardal_helpers.whole_periods(
        retention.period,
        to_jsonb(retention.since) #>> '{}',
        to_jsonb(retention.until) #>> '{}',
        retention.time_zone,
        8
    ) as p;
    v_step := ('1 ' || retention.period)::interval;
    perform hardal_helpers.require_events(
        'template', array[retention.first_event, retention.return_event]
    );

    v_bounds := array(
        select hardal_helpers.day_start(p.starts_on::date, retention.time_zone)
        from generate_series(v_first, v_last, v_step) as p (starts_on)
    );
    return query execute hardal_helpers.retention_query(
        'template',
        retention.unit,
        hardal_helpers.report_events(
            'template', nullif(v_first_names, '{}'), v_since, v_until, retention.unit,
            retention.first_filter, retention.cohort
        ),
        hardal_helpers.report_events(
            'template', nullif(v_return_names, '{}'), v_since, v_until, retention.unit,
            retention.return_filter, retention.cohort
        ),
        case
            when retention.unit = 'person' then hardal_helpers.report_events(
                'template', nullif(v_return_names, '{}'), v_since, v_until, 'client',
                retention.return_filter, retention.cohort
            )
        end,
        retention.first_event,
        retention.return_event,
        hardal_helpers.find_property(
            'template', nullif(v_first_names, '{}'), retention.by, v_since, v_until
        ),
        hardal_helpers.find_property(
            'template', nullif(v_return_names, '{}'), retention.property, v_since, v_until
        ),
        retention.recurrence = 'recurring',
        retention.mode = 'unbounded',
        retention.at_least,
        coalesce(retention.mean, false),
        cardinality(v_bounds),
        hardal_helpers.is_of_any_event(
            nullif(v_first_names, '{}'), retention.unit, retention.first_filter, retention.cohort
        )
    )
    using
        v_since, v_until, retention.period, retention.time_zone, v_first, v_last, v_step,
        retention.first_event, retention.return_event, retention.at_least, retention.max_values,
        v_bounds;
end
$$;

comment on function template.retention(
    text, text, text, anycompatible, anycompatible, text,
    text, text, int, text, text, boolean, int, text, jsonb, jsonb, text
) is
'The retention report: how many units come back, by the period of their first event and the '
'periods after it; periods are whole, from the one of since to the one before until; '
'null first_event or return_event is any event; by breaks it down by a property of the first '
'event, mode is exact or unbounded, recurrence first or recurring. PT400 for a wrong argument. '
'select * from retention(''signup'', ''purchase'', ''month'')';
grant execute on function template.retention(
    text, text, text, anycompatible, anycompatible, text,
    text, text, int, text, text, boolean, int, text, jsonb, jsonb, text
) to template__read;
