-- Trend: counts the events of one to five names, the units that had them, or the numbers in them,
-- in each hour, day, week or month of a time zone, from since (inclusive) to until (exclusive).
--
-- - The measure is events, units, or sum, avg, min, max or a percentile (p50, p90, p95, p99) of the
--   numbers that a property has. A text that looks like a number is none. measured is the result.
--   count is the number of events with a number then.
-- - The first period is the one that since lies in, the last one is that of the last instant before
--   until. Both have only the events between since and until. Without since, the report begins with
--   the period of 30 days ago. Without until, it ends with the current period.
-- - Periods are those of the local calendar. An hour that clocks skip has no events. An hour that
--   comes twice is one period.
-- - With compare, previous and measured_before are those of the same period in the span before.
--   This span is the same one, moved back by whole periods: see hardal_helpers.periods_back.
-- - With by, each name has one series for each value of the property, for the max_values values
--   with the most events in the span, and one series for all others together (is_other). A unit
--   counts once in a period of the others. Values are told apart by their first 1,000 characters.
--   The measure does not change which values have a series of their own.
-- - Every period of a series has a row, also those of zero.
-- - unit, filter and cohort: see hardal_helpers.report_events.
--
-- Events and clients without anything else are read from daily_activity where the rollups have
-- them: the events of whole days of UTC, and clients by such days. All other time is counted live:
-- [since, rolled_since) and [rolled_until, until).
--
-- Outline of the body:
-- 1. Check the arguments.
-- 2. Find the periods, the span before, and the days that are rolled up.
-- 3. Events and clients alone: count rolled-up days and all other time.
-- 4. Read all else from a metric that has it, or count it live (hardal_helpers.trend_query).
create or replace function template.trend(
    event_names text[],
    measure text default 'events',
    by text default null,
    every text default 'day',
    since anycompatible default null,
    until anycompatible default null,
    compare boolean default false,
    max_values int default 10,
    time_zone text default 'UTC',
    property text default null,
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.trend_point
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- The planner cannot know how few values a property has. It would sort all events to group them.
set enable_sort = off
as $$
declare
    -- the query's text is made of numbers and literals:
    -- @plpgsql_check_options: security_warnings = off
    v_count constant int := coalesce(cardinality(trend.event_names), 0);
    -- clients is the name of units from the time when there was no other unit
    v_measure constant text := case
        when trend.measure = 'clients' then 'units' else trend.measure
    end;
    v_units constant boolean := v_measure = 'units';
    v_is_plain constant boolean := v_measure in ('events', 'units')
        and trend.by is null and trend.unit = 'client'
        and coalesce(trend.filter, '{}') = '{}' and trend.cohort is null;
    v_compare constant boolean := coalesce(trend.compare, false);
    -- up to the next midnight of UTC: 24 hours, since a day is not so long in every session's zone
    v_almost_day constant interval := interval '24 hours' - interval '1 microsecond';
    v_names text[];
    v_step interval;
    -- the first and the last period, in local time
    v_first timestamp;
    v_last timestamp;
    -- the span, and in it the part that is read from the rollups
    v_since timestamptz;
    v_until timestamptz;
    v_rolled_since timestamptz;
    v_rolled_until timestamptz;
    -- the span before, and in it the part that is read from the rollups; empty without compare
    v_back interval := interval '0';
    v_before_since timestamptz;
    v_before_until timestamptz;
    v_before_rolled_since timestamptz;
    v_before_rolled_until timestamptz;
    v_by_keys text[];
    v_number_keys text[];
    v_items text;
begin
    -- 1. Check the arguments.
    perform hardal_helpers.require_argument(
        v_count between 1 and 5 and array_dims(trend.event_names) = format('[1:%s]', v_count)
        and not exists (select from unnest(trend.event_names) as n (name) where n.name is null),
        'event_names are one to five event names',
        'such as {signup,purchase}'
    );
    perform hardal_helpers.require_argument(
        v_measure in ('events', 'units', 'sum', 'avg', 'min', 'max', 'p50', 'p90', 'p95', 'p99'),
        format('there is no measure %L', trend.measure),
        'events, units, sum, avg, min, max, p50, p90, p95 or p99'
    );
    perform hardal_helpers.require_argument(
        trend.property is not null or v_measure in ('events', 'units'),
        format('property is required by the measure %s', v_measure),
        'the property whose numbers are measured, such as price'
    );
    perform hardal_helpers.require_argument(
        trend.property is null or v_measure not in ('events', 'units'),
        format('the measure %s has no property', v_measure),
        'by breaks a trend down; sum, avg, min, max, p50, p90, p95 and p99 measure a property'
    );
    perform hardal_helpers.require_argument(
        trend.max_values between 1 and 100,
        'max_values is between 1 and 100',
        'all other values are one series together'
    );
    v_names := array(
        select n.name
        from unnest(trend.event_names) with ordinality as n (name, place)
        group by n.name
        order by min(n.place)
    );
    perform hardal_helpers.require_events('template', v_names);

    -- 2. Find the periods, the span before, and the days that are rolled up.
    select p.first_at, p.last_at, p.starts, p.ends into v_first, v_last, v_since, v_until
    from hardal_helpers.spanned_periods(
        trend.every, to_jsonb(trend.since) #>> '{}', to_jsonb(trend.until) #>> '{}', trend.time_zone
    ) as p;
    v_step := ('1 ' || trend.every)::interval;
    if v_since >= v_until then
        return;
    end if;
    v_before_since := v_since;
    v_before_until := v_since;
    if v_compare then
        v_back := hardal_helpers.periods_back(
            v_since at time zone trend.time_zone, v_until at time zone trend.time_zone, trend.every
        );
        v_before_since := hardal_helpers.local_instant(
            v_since at time zone trend.time_zone - v_back, trend.time_zone
        );
        v_before_until := least(
            v_since,
            hardal_helpers.local_instant(
                v_until at time zone trend.time_zone - v_back, trend.time_zone
            )
        );
    end if;

    if
        v_is_plain and trend.time_zone = 'UTC' and trend.every <> 'hour'
        and (trend.every = 'day' or not v_units)
    then
        v_rolled_since := least(
            date_trunc('day', v_since + v_almost_day, 'UTC'), v_until
        );
        v_rolled_until := greatest(date_trunc('day', v_until, 'UTC'), v_rolled_since);
        v_before_rolled_since := least(
            date_trunc('day', v_before_since + v_almost_day, 'UTC'),
            v_before_until
        );
        v_before_rolled_until := greatest(
            date_trunc('day', v_before_until, 'UTC'), v_before_rolled_since
        );
    else
        v_rolled_since := v_until;
        v_rolled_until := v_until;
        v_before_rolled_since := v_before_until;
        v_before_rolled_until := v_before_until;
    end if;

    -- 3. Events and clients alone: count rolled-up days and all other time.
    if v_is_plain then
        return query
        with spans as (
            select s.is_before, p.starts_at, p.starts, p.ends, p.is_split
            from (
                values
                (false, v_since, v_rolled_since),
                (false, v_rolled_until, v_until),
                (true, v_before_since, v_before_rolled_since),
                (true, v_before_rolled_until, v_before_until)
            ) as s (is_before, since, until)
            cross join lateral hardal_helpers.period_spans(
                trend.every, s.since, s.until, trend.time_zone
            ) as p
        ),

        counted as (
            select
                s.is_before,
                n.name as event_name,
                s.starts_at,
                l.count
            from spans as s
            cross join unnest(v_names) as n (name)
            -- the measure that was not asked for counts nothing
            cross join lateral (
                select count(*) as count
                from template.events as e
                where
                    not v_units
                    and e.event_name = n.name
                    and e.created_at >= s.starts
                    and e.created_at < s.ends
                    and (
                        not s.is_split
                        or date_trunc('hour', e.created_at at time zone trend.time_zone)
                        = s.starts_at
                    )
                union all
                select count(*) as count
                from (
                    select
                    from template.events as e
                    where
                        v_units
                        and e.client_id is not null
                        and e.event_name = n.name
                        and e.created_at >= s.starts
                        and e.created_at < s.ends
                        and (
                            not s.is_split
                            or date_trunc('hour', e.created_at at time zone trend.time_zone)
                            = s.starts_at
                        )
                    group by e.client_id
                ) as c
            ) as l
            union all
            select
                s.is_before,
                a.event_name,
                date_trunc(trend.every, a.day::timestamp),
                (case when v_units then a.clients else a.events end)
            from template.daily_activity as a
            inner join (
                values
                (false, v_rolled_since, v_rolled_until),
                (true, v_before_rolled_since, v_before_rolled_until)
            ) as s (is_before, since, until)
                on a.day::timestamp at time zone 'UTC' >= s.since
                and a.day::timestamp at time zone 'UTC' < s.until
            where
                a.event_name = any (v_names)
                and a.day >= (
                    least(v_rolled_since, v_before_rolled_since) at time zone 'UTC'
                )::date
                and a.day < (v_rolled_until at time zone 'UTC')::date
                and (
                    v_rolled_since < v_rolled_until
                    or v_before_rolled_since < v_before_rolled_until
                )
        )

        -- The periods are rows of zero among the counts, and not a table to join: the planner
        -- cannot know how many counts there are, and would compare each of them with each period.
        select
            c.starts_at,
            c.event_name,
            null::text,
            false,
            coalesce(sum(c.count) filter (where not c.is_before), 0)::bigint,
            case
                when v_compare
                    then coalesce(sum(c.count) filter (where c.is_before), 0)::bigint
            end,
            coalesce(sum(c.count) filter (where not c.is_before), 0)::numeric,
            case
                when v_compare
                    then coalesce(sum(c.count) filter (where c.is_before), 0)::numeric
            end
        from (
            select
                true as is_period,
                false as is_before,
                n.name as event_name,
                p.starts_at,
                0 as count
            from unnest(v_names) as n (name)
            cross join generate_series(v_first, v_last, v_step) as p (starts_at)
            union all
            select
                false,
                k.is_before,
                k.event_name,
                k.starts_at + case when k.is_before then v_back else '0' end,
                k.count
            from counted as k
        ) as c
        group by c.event_name, c.starts_at
        having bool_or(c.is_period)
        order by array_position(v_names, c.event_name), c.starts_at;
        return;
    end if;

    -- 4. Read all else from a metric, or count it live.
    v_by_keys := hardal_helpers.find_property(
        'template', v_names, trend.by, v_before_since, v_until
    );
    v_number_keys := hardal_helpers.find_property(
        'template', v_names, trend.property, v_before_since, v_until
    );
    if trend.unit = 'client' and trend.cohort is null then
        v_items := hardal_helpers.metric_items(
            'template', v_names, v_measure, v_by_keys, v_number_keys, trend.filter, trend.every,
            trend.time_zone, v_since, v_until, v_before_since, v_before_until
        );
    end if;
    return query execute hardal_helpers.trend_query(
        coalesce(
            v_items,
            hardal_helpers.trend_items(
                hardal_helpers.report_events(
                    'template', v_names, v_before_since, v_until, trend.unit, trend.filter,
                    trend.cohort
                ),
                cardinality(v_names),
                v_measure,
                v_by_keys,
                v_number_keys,
                v_compare,
                trend.every = 'hour'
            )
        ),
        v_measure,
        v_by_keys is not null,
        v_compare
    )
    using
        v_names, v_since, v_until, v_before_since, v_before_until,
        case
            when trend.every <> 'hour' then array(
                select hardal_helpers.local_instant(p.starts_at, trend.time_zone)
                from generate_series(v_first, v_last, v_step) as p (starts_at)
            )
        end,
        case
            when trend.every <> 'hour' and v_compare then array(
                select hardal_helpers.local_instant(p.starts_at - v_back, trend.time_zone)
                from generate_series(v_first, v_last, v_step) as p (starts_at)
            )
        end,
        trend.max_values, v_back, v_first, v_last, v_step, trend.time_zone;
end
$$;

comment on function template.trend(
    text[], text, text, text, anycompatible, anycompatible, boolean, int, text,
    text, text, jsonb, text
) is
'One to five event names by hour, day, week or month, from since to until: events, units, or sum, '
'avg, min, max, p50, p90, p95 or p99 of the numbers of a property (measure); '
'by breaks each name down by a property, compare counts the span before as well; '
'unit is client, person or a property, filter and cohort leave events out. '
'since is inclusive (left out: the period of 30 days ago), until exclusive (left out: the end of '
'the current period), both are dates or times of time_zone. PT400 for a wrong argument. '
'select * from trend(''{signup,purchase}'', ''clients'', every => ''week'', compare => true)';
grant execute on function template.trend(
    text[], text, text, text, anycompatible, anycompatible, boolean, int, text,
    text, text, jsonb, text
) to template__read;
