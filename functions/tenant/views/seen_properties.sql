-- Returns the properties that were not compared with typed views yet, by JSON type, each with the
-- number of its events that were looked at.
--
-- After views refresh, and in the first round, it returns all properties. Otherwise it returns the
-- properties of the days that were counted since the last comparison, and of the events that came
-- since.
-- Each round calls this function, so the search in the new events is bounded. It looks only at
-- names that have a view with room for columns, or get a view in this round, and takes 1,000 values
-- of the newest 100 events of each name.
create or replace function template__store.seen_properties()
returns table (event_name text, property text, json_type text, events bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_since timestamptz := template__store.unseen_since();
    v_uncounted timestamptz := template__store.uncounted_since();
    v_now timestamptz := hardal_private.clock();
begin
    if v_since = '-infinity' then
        return query
        select a.event_name, a.property, a.json_type, sum(a.events)::bigint
        from template__store.all_properties as a
        group by a.event_name, a.property, a.json_type;
        return;
    end if;
    return query
    with viewed_names as (
        select v.event_name
        from template__store.event_views as v
        union
        select w.event_name
        from template__store.wanted_columns as w
        where w.property is null
    ),

    recent_values as (
        select n.event_name, s.property, s.json_type
        from viewed_names as n
        cross join lateral (
            select f.property, f.json_type
            from (
                select e.properties, e.received_at
                from template__store.events as e
                where
                    e.event_name = n.event_name
                    and e.created_at >= v_uncounted and e.created_at <= v_now
                order by e.created_at desc
                limit 100
            ) as newest
            cross join lateral template.flatten(newest.properties) as f
            where newest.received_at >= v_since
            limit 1000
        ) as s
        where template__store.columns_left(n.event_name) > 0
    )

    select c.event_name, c.property, c.json_type, sum(c.events)::bigint
    from template__store.property_counts as c
    where c.day in (select d.day from template__store.counted_days as d)
    group by c.event_name, c.property, c.json_type
    union all
    select r.event_name, r.property, r.json_type, count(*)
    from recent_values as r
    group by r.event_name, r.property, r.json_type;
end
$$;

comment on function template__store.seen_properties() is
'Returns properties, by JSON type, that were not compared with typed views yet, '
'and in how many events they were seen';
