-- The columns that typed views should have and have not: for each property one of the type that it has most often, and one
-- of text behind it once it comes as something that this cannot hold. What a DBA pinned ahead counts as soon as it is seen.
-- Bounded (views_left, columns_left), the most frequent first, and what was pinned before all; a view that somebody dropped is missing too.
create or replace function template__store.missing_columns()
returns table (event_name text, property text, column_type text, events bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with seen as (
        select
            s.event_name,
            s.property,
            t.column_type,
            sum(s.events)::bigint as events
        from template__store.seen_properties() as s
        -- objects are flattened, and null tells no type
        left join lateral (
            select case s.json_type when 'string' then 'text' when 'number' then 'numeric' when 'boolean' then 'boolean' when 'array' then 'jsonb' end
        ) as t (column_type) on true
        group by s.event_name, s.property, t.column_type
    ),

    known as (
        select
            c.event_name,
            c.property,
            c.column_type,
            c.place is null as ahead
        from template__store.view_columns as c
        union all
        select
            w.event_name,
            w.property,
            w.column_type,
            false
        from template__store.wanted_columns as w
    ),

    names as (
        select
            n.event_name,
            n.events,
            n.is_new
        from (
            select
                g.event_name,
                g.events,
                g.is_new,
                g.is_pinned,
                row_number() over (partition by g.is_new and not g.is_pinned order by g.events desc, g.event_name asc) as turn
            from (
                select
                    s.event_name,
                    sum(s.events)::bigint as events,
                    not exists (select from template__store.event_views as v where v.event_name = s.event_name)
                    and not exists (select from template__store.wanted_columns as w where w.event_name = s.event_name) as is_new,
                    exists (select from known as k where k.event_name = s.event_name and k.ahead) as is_pinned
                from seen as s
                group by s.event_name
            ) as g
        ) as n
        where not n.is_new or n.is_pinned or n.turn <= template__store.views_left()
    ),

    firsts as (
        select distinct on (s.event_name, s.property)
            s.event_name,
            s.property,
            coalesce(k.column_type, s.column_type) as column_type,
            k.ahead is false as is_held,
            k.ahead is true as is_pinned,
            s.events
        from seen as s
        inner join names as n on s.event_name = n.event_name
        left join (
            select distinct on (o.event_name, o.property)
                o.event_name,
                o.property,
                o.column_type,
                o.ahead
            from known as o
            where o.property is not null
            order by o.event_name asc, o.property asc, o.ahead asc, o.column_type = 'text' asc
        ) as k on s.event_name = k.event_name and s.property = k.property
        where s.property is not null and s.column_type is not null
        order by s.event_name asc, s.property asc, s.events desc, s.column_type asc
    ),

    missing as (
        select
            f.event_name,
            f.property,
            f.column_type,
            f.events,
            f.is_pinned,
            false as is_wider
        from firsts as f
        where not f.is_held
        union all
        select
            f.event_name,
            f.property,
            'text',
            f.events,
            false,
            true
        from firsts as f
        where
            f.column_type not in ('text', 'jsonb')
            and exists (
                select
                from seen as s
                where s.event_name = f.event_name and s.property = f.property and s.column_type <> f.column_type
            )
            and not exists (
                select
                from known as k
                where k.event_name = f.event_name and k.property = f.property and k.column_type = 'text'
            )
    )

    select
        n.event_name,
        null as property,
        null as column_type,
        n.events
    from names as n
    where n.is_new
    union all
    select
        m.event_name,
        m.property,
        m.column_type,
        m.events
    from (
        select
            o.*,
            row_number() over (
                partition by o.event_name, o.is_pinned
                order by o.events desc, o.property asc, o.is_wider asc
            ) as turn
        from missing as o
    ) as m
    where m.is_pinned or m.turn <= template__store.columns_left(m.event_name)
    union all
    select
        v.event_name,
        null,
        null,
        0
    from template__store.event_views as v
    where to_regclass(format('template.%I', v.view_name)) is null
$$;

comment on function template__store.missing_columns() is
'Columns that typed views should get, and views that are to be made (property is null)';
