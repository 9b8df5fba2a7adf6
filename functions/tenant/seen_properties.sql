-- The properties that typed views are made from: those of the days that were rolled up, and of the newest 100 events of each name
-- this month, so that a new event has its view within a minute; or (thorough) of all events, right to the last.
create or replace function template__store.seen_properties(thorough boolean)
returns table (event_name text, path text, json_type text, events bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_month timestamptz := date_trunc('month', hardal_private.clock(), 'UTC');
begin
    if thorough then
        return query
        select
            n.event_name,
            p.path,
            p.json_type,
            coalesce(p.events, n.events)::bigint
        from template.event_catalog as n
        left join (
            select
                a.event_name,
                a.path,
                a.json_type,
                sum(a.events) as events
            from template__store.all_properties as a
            group by a.event_name, a.path, a.json_type
        ) as p on n.event_name = p.event_name;
        return;
    end if;
    return query
    with recursive names as (
        (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_month
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
        from names as n
        where n.event_name is not null
    ),

    sample as (
        select
            n.event_name,
            s.properties
        from (
            select m.event_name
            from names as m
            where m.event_name is not null
            limit 1000
        ) as n
        cross join lateral (
            select e.properties
            from template__store.events as e
            where e.event_name = n.event_name and e.created_at >= v_month
            order by e.created_at desc
            limit 100
        ) as s
    )

    select
        c.event_name,
        c.path,
        c.json_type,
        sum(c.events)::bigint
    from template__store.property_counts as c
    group by c.event_name, c.path, c.json_type
    union all
    select
        s.event_name,
        f.path,
        f.json_type,
        count(*)
    from sample as s
    left join lateral template.flatten(s.properties) as f on true
    group by s.event_name, f.path, f.json_type;
end
$$;

comment on function template__store.seen_properties(boolean) is
'Event names and properties that there are, by JSON type; path is null where a name has none. Counts of the newest events overlap those of rolled up days';
