-- Returns each event name with its number of events on each of the last days of a time zone, the
-- last one being today. The days of UTC are rolled up; those of another zone are counted.
create or replace function template__store.event_overview(days int, time_zone text)
returns setof hardal.event_overview
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_today constant date := (
        hardal_private.clock() at time zone event_overview.time_zone
    )::date;
    v_first constant date := v_today - (event_overview.days - 1);
    v_since constant timestamptz := hardal_helpers.day_start(v_first, event_overview.time_zone);
    v_until constant timestamptz := hardal_helpers.day_start(v_today + 1, event_overview.time_zone);
    v_is_utc constant boolean := event_overview.time_zone = 'UTC';
begin
    return query
    with activity as materialized (
        select
            a.starts_on,
            a.event_name,
            a.events,
            a.first_at,
            a.last_at
        from template__store.all_activity as a
        where a.period = 'day' and a.event_name <> ''
    ),

    names as (
        select
            a.event_name,
            sum(a.events)::bigint as events,
            min(a.first_at) as first_seen,
            max(a.last_at) as last_seen
        from activity as a
        group by a.event_name
    ),

    counted as (
        select
            a.starts_on as day,
            a.event_name,
            a.events
        from activity as a
        where v_is_utc and a.starts_on between v_first and v_today
        union all
        -- one part of the index by name after the other
        select
            e.day,
            n.event_name,
            e.events
        from names as n
        cross join lateral (
            select
                (e.created_at at time zone event_overview.time_zone)::date as day,
                count(*) as events
            from template__store.events as e
            where
                not v_is_utc
                and e.event_name = n.event_name
                and e.created_at >= v_since
                and e.created_at < v_until
            group by 1
        ) as e
    ),

    daily as (
        select
            n.event_name,
            array_agg(coalesce(c.events, 0) order by d.day) as events
        from names as n
        cross join generate_series(0, event_overview.days - 1) as d (day)
        left join counted as c on n.event_name = c.event_name and v_first + d.day = c.day
        group by n.event_name
    )

    select
        n.event_name,
        n.events,
        n.first_seen,
        n.last_seen,
        v.view_name::text,
        w.description,
        d.events
    from names as n
    inner join daily as d on n.event_name = d.event_name
    left join template__store.event_views as v on n.event_name = v.event_name
    left join template__store.descriptions as w
        on n.event_name = w.event_name and w.property is null
    order by n.events desc, n.event_name collate "C";
end
$$;

comment on function template__store.event_overview(int, text) is
'Each event name, the most frequent first, with its events of each of the last days of a time zone';
