-- Returns the event names that were not compared with typed views yet, each with the number of its
-- events that were looked at. New events have their view within one round of maintenance.
--
-- After views refresh, and in the first round, it returns all names. Otherwise it returns the names
-- of the days that were counted since the last comparison, with the events of all days that are
-- over, and the names of the events that came since.
--
-- Each round calls this function, so the search in the new events is bounded. It looks at the 100
-- most frequent names without a view among the newest 1,000 events. While names get a view at first
-- sight, it also looks at the first 200 names without one. It counts up to 1,000 new events of each
-- name.
create or replace function template__store.seen_names()
returns table (event_name text, events bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_since timestamptz := template__store.unseen_since();
    v_month timestamptz := date_trunc('month', v_since, 'UTC');
    v_uncounted timestamptz := template__store.uncounted_since();
    v_now timestamptz := hardal_private.clock();
    v_counted date[] := array(select d.day from template__store.counted_days as d);
    v_at_first_sight boolean := hardal_private.events_needed(
        template__store.views_left(), hardal_private.view_places()
    ) = 1;
begin
    if v_since = '-infinity' then
        return query
        select c.event_name, c.events
        from template.event_catalog as c;
        return;
    end if;
    return query
    -- The query steps from name to name along the index, so that it does not read all events.
    with recursive recent_names as (
        (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_month and v_at_first_sight
            order by e.event_name
            limit 1
        )
        union all
        select (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_month and e.event_name > n.event_name
            order by e.event_name
            limit 1
        )
        from recent_names as n
        where n.event_name is not null
    ),

    rare_names as (
        select n.event_name
        from recent_names as n
        where
            n.event_name is not null
            and not exists (
                select from template__store.event_views as v where v.event_name = n.event_name
            )
        limit 200
    ),

    frequent_names as (
        select n.event_name
        from (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_uncounted and e.created_at <= v_now
            order by e.created_at desc
            limit 1000
        ) as n
        where not exists (
            select from template__store.event_views as v where v.event_name = n.event_name
        )
        group by n.event_name
        order by count(*) desc, n.event_name collate "C"
        limit 100
    ),

    counted_names as (
        select distinct c.event_name
        from template__store.activity as c
        where
            c.period = 'day' and c.starts_on = any (v_counted) and c.event_name <> ''
            and not exists (
                select from template__store.event_views as v where v.event_name = c.event_name
            )
    )

    select a.event_name, sum(a.events)::bigint
    from template__store.activity as a
    inner join counted_names as c on a.event_name = c.event_name
    where a.period = 'day'
    group by a.event_name
    union all
    select n.event_name, count(*)
    from (
        select r.event_name
        from rare_names as r
        union
        select f.event_name
        from frequent_names as f
    ) as n
    cross join lateral (
        select e.received_at
        from template__store.events as e
        where
            e.event_name = n.event_name
            and e.created_at >= v_uncounted and e.created_at <= v_now
        order by e.created_at desc
        limit 1000
    ) as newest
    group by n.event_name
    having max(newest.received_at) >= v_since;
end
$$;

comment on function template__store.seen_names() is
'Returns event names that have no typed view and were not looked at yet, and how many events were '
'seen';
