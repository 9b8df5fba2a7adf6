-- Returns events and clients by day and event name, in a time zone, for the days from since
-- (inclusive) to until (exclusive). In UTC it reads the view of the same name, which is rolled up.
-- In any other time zone it counts the events.
create or replace function template.daily_activity(
    since date default null,
    until date default null,
    time_zone text default 'UTC'
)
returns setof hardal.daily_activity
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since constant date := coalesce(daily_activity.since, '-infinity');
    v_until constant date := coalesce(daily_activity.until, 'infinity');
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(daily_activity.time_zone),
        format('there is no time zone %L', daily_activity.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    if daily_activity.time_zone = 'UTC' then
        return query
        select a.day, a.event_name, a.events, a.clients
        from template.daily_activity as a
        where a.day >= v_since and a.day < v_until
        order by a.day, a.event_name collate "C";
        return;
    end if;
    perform hardal_helpers.require_reading_events('template', 'count in UTC');
    v_read_since := hardal_helpers.day_start(v_since, daily_activity.time_zone);
    v_read_until := hardal_helpers.day_start(v_until, daily_activity.time_zone);
    return query
    select c.day, c.event_name, sum(c.events)::bigint, count(c.client_id)
    from (
        select
            (e.created_at at time zone daily_activity.time_zone)::date as day,
            e.event_name,
            e.client_id,
            count(*) as events
        from template.events as e
        where e.created_at >= v_read_since and e.created_at < v_read_until
        group by
            (e.created_at at time zone daily_activity.time_zone)::date, e.event_name, e.client_id
    ) as c
    group by c.day, c.event_name
    order by c.day, c.event_name collate "C";
end
$$;

comment on function template.daily_activity(date, date, text) is
'Events and clients by day and event name, in a time zone; since and until are dates alone, and '
'null is no bound. '
'Any time zone but UTC needs the right to read events. PT400 where there is no such time zone. '
'select * from daily_activity(time_zone => ''Europe/Istanbul'')';
grant execute on function template.daily_activity(date, date, text)
to template__read, template__aggregate;
