-- Returns the events and the rejected events of each of the last days of UTC, the last one being
-- today. Rejected events are those that the quarantine still holds, by the day on which they came.
create or replace function template__store.daily_totals(days int)
returns table (day date, events bigint, rejected bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    v_today constant date := (hardal_private.clock() at time zone 'UTC')::date;
    v_first constant date := v_today - (daily_totals.days - 1);
begin
    return query
    with stored as (
        select a.starts_on as day, a.events
        from template__store.all_activity as a
        where
            a.period = 'day' and a.event_name = ''
            and a.starts_on between v_first and v_today
    ),

    kept as (
        select (r.received_at at time zone 'UTC')::date as day, count(*) as rejected
        from template__store.rejected_events as r
        where
            r.received_at >= v_first::timestamp at time zone 'UTC'
            and r.received_at < (v_today + 1)::timestamp at time zone 'UTC'
        group by (r.received_at at time zone 'UTC')::date
    )

    select
        v_first + d.place,
        coalesce(s.events, 0),
        coalesce(k.rejected, 0)
    from generate_series(0, daily_totals.days - 1) as d (place)
    left join stored as s on v_first + d.place = s.day
    left join kept as k on v_first + d.place = k.day
    order by d.place;
end
$$;

comment on function template__store.daily_totals(int) is
'Events, and rejected events that are still in quarantine, of each of the last days, the oldest '
'first';
