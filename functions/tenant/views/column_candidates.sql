-- Returns the columns that typed views should have and do not have, and whether there is room for
-- them.
--
-- A property gets one column, of the type that it has most often. Where it also comes as a value
-- that this type cannot hold, it gets a second column of type text beside the typed one
-- (price_text; place_column gives the name). Objects get no column, because their keys are
-- properties of their own. A JSON null does not tell a type. Each view takes the most frequent
-- properties first, as far as they have as many events as their place needs (events_needed). A
-- column that a DBA has dropped is left out.
create or replace function template__store.column_candidates()
returns table (
    event_name text,
    property text,
    column_type text,
    is_beside boolean,
    events bigint,
    has_room boolean
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with seen as (
        select s.event_name, s.property, t.column_type, sum(s.events)::bigint as events
        from template__store.seen_properties() as s
        cross join lateral (select hardal_private.column_type(s.json_type) as column_type) as t
        where t.column_type is not null
        group by s.event_name, s.property, t.column_type
    ),

    known as (
        select c.event_name, c.property, c.column_type
        from template__store.view_columns as c
        union all
        select w.event_name, w.property, w.column_type
        from template__store.wanted_columns as w
        where w.property is not null
    ),

    -- the typed column of each property that was seen: the known one, or else the most frequent
    -- type
    typed as (
        select distinct on (s.event_name, s.property)
            s.event_name,
            s.property,
            coalesce(k.column_type, s.column_type) as column_type,
            k.column_type is not null as is_known,
            s.events
        from seen as s
        left join known as k on s.event_name = k.event_name and s.property = k.property
        order by
            s.event_name asc, s.property asc, k.column_type = 'text' asc,
            s.events desc, s.column_type collate "C" asc
    ),

    missing as (
        select t.event_name, t.property, t.column_type, t.events, false as is_beside
        from typed as t
        where not t.is_known
        union all
        select t.event_name, t.property, 'text', t.events, true
        from typed as t
        where
            t.column_type not in ('text', 'jsonb')
            and exists (
                select
                from seen as s
                where
                    s.event_name = t.event_name and s.property = t.property
                    and s.column_type <> t.column_type
            )
            and not exists (
                select
                from known as k
                where
                    k.event_name = t.event_name and k.property = t.property
                    and k.column_type = 'text'
            )
    ),

    -- a round sees a part of the events; the rollups have all days that are over
    counted as (
        select c.event_name, c.property, sum(c.events)::bigint as events
        from template__store.property_counts as c
        inner join (
            select distinct m.event_name, m.property
            from missing as m
        ) as u on c.event_name = u.event_name and c.property = u.property
        group by c.event_name, c.property
    ),

    viewed as materialized (
        select n.event_name, template__store.columns_left(n.event_name) as columns_left
        from (
            select v.event_name
            from template__store.event_views as v
            union
            select w.event_name
            from template__store.wanted_columns as w
        ) as n
    ),

    ranked as (
        select
            m.event_name,
            m.property,
            m.column_type,
            m.is_beside,
            e.events,
            v.columns_left,
            row_number() over (
                partition by m.event_name
                order by e.events desc, m.property collate "C" asc, m.is_beside asc
            ) as turn
        from missing as m
        inner join viewed as v on m.event_name = v.event_name
        left join counted as t on m.event_name = t.event_name and m.property = t.property
        left join template__store.properties_without_column as p
            on m.event_name = p.event_name and m.property = p.property
        cross join lateral (
            -- where all events were compared, what was counted before is out of date
            select
                case
                    when template__store.unseen_since() = '-infinity' then m.events
                    else greatest(m.events, t.events, p.events)
                end as events
        ) as e
        where p.dropped is not true
    )

    select
        r.event_name,
        r.property,
        r.column_type,
        r.is_beside,
        r.events,
        coalesce(
            r.events >= hardal_private.events_needed(
                r.columns_left - r.turn + 1, hardal_private.column_places()
            ),
            false
        )
    from ranked as r
$$;

comment on function template__store.column_candidates() is
'Returns the columns that typed views should get, in how many events their properties were seen, '
'and whether there is room; is_beside: the text column beside a typed one';
