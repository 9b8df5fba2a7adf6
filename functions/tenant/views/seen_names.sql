-- Returns the event names that were not compared with typed views yet, each with the number of its
-- events that were looked at. New events have their view within one round of maintenance.
--
-- After views refresh, and in the first round, it returns all names. Otherwise it returns the names
-- of the days that were counted since the last comparison, and of the events that came since.
-- Each round calls this function, so the search in the new events is bounded. It looks only for
-- names without a view, while there is room for views, at up to 1,000 names, and at the newest 100
-- events of each name.
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
            where e.created_at >= v_month and template__store.views_left() > 0
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

    new_names as (
        select n.event_name
        from recent_names as n
        where
            n.event_name is not null
            and not exists (
                select from template__store.event_views as v where v.event_name = n.event_name
            )
        limit 1000
    )

    select a.event_name, sum(a.events)::bigint
    from template__store.activity as a
    where
        a.period = 'day' and a.event_name <> ''
        and a.starts_on in (select d.day from template__store.counted_days as d)
    group by a.event_name
    union all
    select n.event_name, count(*)
    from new_names as n
    cross join lateral (
        select e.received_at
        from template__store.events as e
        where
            e.event_name = n.event_name
            and e.created_at >= v_uncounted and e.created_at <= v_now
        order by e.created_at desc
        limit 100
    ) as newest
    where newest.received_at >= v_since
    group by n.event_name;
end
$$;

comment on function template__store.seen_names() is
'Returns event names that were not compared with typed views yet, and how many events were seen';
