-- Trend: counts the events of one to five names, or their clients, in each hour, day, week or month
-- of a time zone, from since (inclusive) to until (exclusive).
--
-- - The first period is the one that since lies in, the last one is that of the last instant before
--   until. Both have only the events between since and until. Without since, the report begins with
--   the period of 30 days ago. Without until, it ends with the current period.
-- - Periods are those of the local calendar. An hour that clocks skip has no events. An hour that
--   comes twice is one period.
-- - With compare, previous is the count of the same period in the span before. This span is the
--   same one, moved back by whole periods: see hardal_helpers.periods_back.
-- - With by, each name has one series for each value of the property, for the max_values values
--   with the most events in the span, and one series for all others together (is_other). A client
--   counts once in a period of the others. Values are told apart by their first 1,000 characters.
--   The measure does not change which values have a series of their own.
-- - Every period of a series has a row, also those of zero.
--
-- Counts without by that the rollups have are read from daily_activity: the events of whole days of
-- UTC, and clients by such days. All other time is counted live: [since, rolled_since) and
-- [rolled_until, until).
--
-- Outline of the body:
-- 1. Check the arguments.
-- 2. Find the periods, the span before, and the days that are rolled up.
-- 3. Without by: count rolled-up days and all other time.
-- 4. With by: find the values with the most events, then count them and all others.
create or replace function template.trend(
    event_names text[],
    measure text default 'events',
    by text default null,
    every text default 'day',
    since anycompatible default null,
    until anycompatible default null,
    compare boolean default false,
    max_values int default 10,
    time_zone text default 'UTC'
)
returns setof hardal.trend_point
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_count constant int := coalesce(cardinality(trend.event_names), 0);
    v_clients constant boolean := trend.measure = 'clients';
    v_compare constant boolean := coalesce(trend.compare, false);
    v_names text[];
    v_keys text[];
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
begin
    -- 1. Check the arguments.
    perform hardal_helpers.require_argument(
        v_count between 1 and 5 and array_dims(trend.event_names) = format('[1:%s]', v_count)
        and not exists (select from unnest(trend.event_names) as n (name) where n.name is null),
        'event_names are one to five event names',
        'such as {signup,purchase}'
    );
    perform hardal_helpers.require_argument(
        trend.measure in ('events', 'clients'),
        format('there is no measure %L', trend.measure),
        'events or clients'
    );
    perform hardal_helpers.require_argument(
        trend.every in ('hour', 'day', 'week', 'month'),
        format('there is no period %L', trend.every),
        'hour, day, week or month'
    );
    perform hardal_helpers.require_argument(
        trend.max_values between 1 and 100,
        'max_values is between 1 and 100',
        'all other values are one series together'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(trend.time_zone),
        format('there is no time zone %L', trend.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    v_names := array(
        select n.name
        from unnest(trend.event_names) with ordinality as n (name, place)
        group by n.name
        order by min(n.place)
    );
    perform hardal_helpers.require_events('template', v_names);

    -- 2. Find the periods, the span before, and the days that are rolled up.
    v_step := ('1 ' || trend.every)::interval;
    v_since := hardal_helpers.within_calendar(
        hardal_helpers.moment(to_jsonb(trend.since) #>> '{}', trend.time_zone),
        hardal_helpers.local_instant(
            date_trunc(trend.every, (now() - interval '30 days') at time zone trend.time_zone),
            trend.time_zone
        )
    );
    v_until := hardal_helpers.within_calendar(
        hardal_helpers.moment(to_jsonb(trend.until) #>> '{}', trend.time_zone),
        hardal_helpers.local_instant(
            date_trunc(trend.every, now() at time zone trend.time_zone) + v_step, trend.time_zone
        )
    );
    v_first := date_trunc(trend.every, v_since at time zone trend.time_zone);
    v_last := date_trunc(
        trend.every, (v_until - interval '1 microsecond') at time zone trend.time_zone
    );
    perform hardal_helpers.require_argument(
        v_first + 1000 * v_step > v_last,
        format('there are more than 1000 periods between %s and %s', v_since, v_until),
        'a later since, an earlier until, or longer periods'
    );
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
        trend.by is null and trend.time_zone = 'UTC' and trend.every <> 'hour'
        and (trend.every = 'day' or not v_clients)
    then
        v_rolled_since := least(
            date_trunc('day', v_since + interval '1 day' - interval '1 microsecond', 'UTC'), v_until
        );
        v_rolled_until := greatest(date_trunc('day', v_until, 'UTC'), v_rolled_since);
        v_before_rolled_since := least(
            date_trunc('day', v_before_since + interval '1 day' - interval '1 microsecond', 'UTC'),
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

    -- 3. Without by: count rolled-up days and all other time.
    if trend.by is null then
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
                    not v_clients
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
                        v_clients
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
                (case when v_clients then a.clients else a.events end)
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

        select
            p.starts_at,
            n.name,
            null::text,
            false,
            coalesce(sum(c.count) filter (where not c.is_before), 0)::bigint,
            case
                when v_compare
                    then coalesce(sum(c.count) filter (where c.is_before), 0)::bigint
            end
        from unnest(v_names) with ordinality as n (name, place)
        cross join generate_series(v_first, v_last, v_step) as p (starts_at)
        left join counted as c
            on n.name = c.event_name
            and p.starts_at = c.starts_at + case when c.is_before then v_back else '0' end
        group by n.place, n.name, p.starts_at
        order by n.place, p.starts_at;
        return;
    end if;

    -- 4. With by: find the values with the most events, then count them and all others.
    -- one of the names need not have the property
    v_keys := hardal_helpers.find_property(
        'template', v_names, trend.by, v_before_since, v_until
    );
    return query
    with live as (
        -- a key stands for a value, and the empty key for none: so null equals null in a join
        select
            false as is_before, e.created_at, e.client_id,
            array_position(v_names, e.event_name) as place,
            coalesce('=' || left(e.properties #>> v_keys, 1000), '') as key
        from template.events as e
        where
            e.event_name = any (v_names)
            and e.created_at >= v_since
            and e.created_at < v_until
        union all
        select
            true as is_before, e.created_at, e.client_id,
            array_position(v_names, e.event_name) as place,
            coalesce('=' || left(e.properties #>> v_keys, 1000), '') as key
        from template.events as e
        where
            e.event_name = any (v_names)
            and e.created_at >= v_before_since
            and e.created_at < v_before_until
    ),

    by_client as materialized (
        select
            e.is_before,
            e.place,
            e.key,
            date_trunc(trend.every, e.created_at at time zone trend.time_zone) as starts_at,
            case when v_clients then e.client_id end as client_id,
            count(*) as events
        from live as e
        -- what differs most comes first: a sort then compares one column
        group by 5, 3, 4, 2, 1
    ),

    series as (
        select r.place, r.key, r.rank
        from (
            select
                c.place,
                c.key,
                row_number() over (
                    partition by c.place
                    order by
                        coalesce(sum(c.events) filter (where not c.is_before), 0) desc,
                        sum(c.events) desc,
                        c.key = '' asc,
                        c.key collate "C" asc
                ) as rank
            from by_client as c
            group by c.place, c.key
        ) as r
        -- the first of the others stands for them all
        where r.rank <= trend.max_values + 1
        -- all of them: the limit tells the planner that they are few, so that it joins by a hash
        limit cardinality(v_names) * (trend.max_values + 1)
    ),

    counted as (
        select
            c.is_before,
            c.place,
            c.rank,
            c.starts_at + case when c.is_before then v_back else '0' end as starts_at,
            case when v_clients then count(c.client_id) else sum(c.events) end as count
        from (
            -- a client of several values is one client of the others
            select
                b.is_before,
                b.place,
                coalesce(s.rank, trend.max_values + 1) as rank,
                b.starts_at,
                b.client_id,
                sum(b.events) as events
            from by_client as b
            left join series as s
                on b.place = s.place and b.key = s.key and s.rank <= trend.max_values
            group by 5, 4, 3, 2, 1
        ) as c
        group by c.is_before, c.place, c.rank, c.starts_at
    )

    select
        p.starts_at,
        n.name,
        case when s.rank <= trend.max_values and s.key <> '' then substr(s.key, 2) end,
        s.rank > trend.max_values,
        coalesce(c.count, 0)::bigint,
        case when v_compare then coalesce(b.count, 0)::bigint end
    from unnest(v_names) with ordinality as n (name, place)
    inner join series as s on n.place = s.place
    cross join generate_series(v_first, v_last, v_step) as p (starts_at)
    left join counted as c
        on not c.is_before
        and s.place = c.place and s.rank = c.rank and p.starts_at = c.starts_at
    left join counted as b
        on b.is_before
        and s.place = b.place and s.rank = b.rank and p.starts_at = b.starts_at
    order by n.place, s.rank, p.starts_at;
end
$$;

comment on function template.trend(
    text[], text, text, text, anycompatible, anycompatible, boolean, int, text
) is
'Events or clients of one to five event names by hour, day, week or month, from since to until; '
'by breaks each name down by a property, compare counts the span before as well. '
'since is inclusive (left out: the period of 30 days ago), until exclusive (left out: the end of '
'the current period), both are dates or times of time_zone. PT400 for a wrong argument. '
'select * from trend(''{signup,purchase}'', ''clients'', every => ''week'', compare => true)';
grant execute on function template.trend(
    text[], text, text, text, anycompatible, anycompatible, boolean, int, text
) to template__read;
