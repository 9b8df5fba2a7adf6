-- The properties that typed views are made from, as far as nobody has looked at them yet: those of the days that were counted
-- since, and of events that came since, so that a new event has its view within a minute. Or, where nobody has looked
-- before, of all events, right to the last.
-- Bounded, because each round asks: of a name's newest 100 events of the days that are not counted, those that came since, and
-- 1,000 values; of names whose view has room; 1,000 names.
create or replace function template__store.seen_properties()
returns table (event_name text, property text, json_type text, events bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    -- some minutes more, for what was on its way
    v_since timestamptz := (select b.looked_at - interval '5 minutes' from template__store.boundary as b);
    v_month timestamptz := date_trunc('month', v_since, 'UTC');
    v_uncounted timestamptz := (select r.rolled_until::timestamp at time zone 'UTC' from template__store.rollups as r where r.period = 'day');
    v_now timestamptz := hardal_private.clock();
begin
    if v_since = '-infinity' then
        return query
        select
            n.event_name,
            p.property,
            p.json_type,
            coalesce(p.events, n.events)::bigint
        from template.event_catalog as n
        left join (
            select
                a.event_name,
                a.property,
                a.json_type,
                sum(a.events) as events
            from template__store.all_properties as a
            group by a.event_name, a.property, a.json_type
        ) as p on n.event_name = p.event_name;
        return;
    end if;
    return query
    with recursive days as (
        select distinct d.day
        from template__store.counted_days as d
    ),

    new_names as (
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
        from new_names as n
        where n.event_name is not null
    ),

    names as (
        select c.event_name
        from (
            select n.event_name
            from new_names as n
            where n.event_name is not null
            limit 1000
        ) as c
        union
        select v.event_name
        from template__store.event_views as v
        union
        select c.event_name
        from template__store.view_columns as c
        where c.place is null
    ),

    sample as (
        select
            n.event_name,
            s.property,
            s.json_type
        from names as n
        cross join lateral (
            select
                f.property,
                f.json_type
            from (
                select e.properties, e.received_at
                from template__store.events as e
                where e.event_name = n.event_name and e.created_at >= v_uncounted and e.created_at <= v_now
                order by e.created_at desc
                limit 100
            ) as o
            left join lateral template.flatten(o.properties) as f on true
            where o.received_at >= v_since
            limit 1000
        ) as s
        where
            template__store.columns_left(n.event_name) > 0
            or exists (select from template__store.view_columns as c where c.event_name = n.event_name and c.place is null)
    )

    select
        a.event_name,
        null,
        null,
        a.events
    from template__store.activity as a
    inner join days as d on a.starts_on = d.day
    where a.period = 'day' and a.event_name <> ''
    union all
    select
        c.event_name,
        c.property,
        c.json_type,
        sum(c.events)::bigint
    from template__store.property_counts as c
    inner join days as d on c.day = d.day
    group by c.event_name, c.property, c.json_type
    union all
    select
        s.event_name,
        s.property,
        s.json_type,
        count(*)
    from sample as s
    group by s.event_name, s.property, s.json_type;
end
$$;

comment on function template__store.seen_properties() is
'Event names and properties, by JSON type, that typed views were not compared with yet; property is null for the name alone';
