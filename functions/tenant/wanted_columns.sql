-- The columns that typed views should have and have not: for each property one of the type that it has most often, and one
-- of text behind it once it comes as something that this cannot hold. What a DBA pinned ahead counts as soon as it is seen.
-- Bounded: 200 views a tenant, the most frequent names first; 100 columns a view.
create or replace function template__store.wanted_columns(thorough boolean)
returns table (event_name text, path text, column_type text, pinned_name name, makes_view boolean, turn bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with seen as (
        select
            s.event_name,
            s.path,
            t.column_type,
            sum(s.events) as events
        from template__store.seen_properties(wanted_columns.thorough) as s
        -- objects are flattened, and null tells no type
        left join lateral (
            select case s.json_type when 'string' then 'text' when 'number' then 'numeric' when 'boolean' then 'boolean' when 'array' then 'jsonb' end
        ) as t (column_type) on true
        group by s.event_name, s.path, t.column_type
    ),

    names as (
        select
            n.event_name,
            n.view_name is null as makes_view
        from (
            select
                s.event_name,
                v.view_name,
                row_number() over (partition by v.view_name is null order by sum(s.events) desc, s.event_name asc) as turn
            from seen as s
            left join template__store.event_views as v on s.event_name = v.event_name
            group by s.event_name, v.view_name
        ) as n
        where n.view_name is not null or n.turn + (select count(*) from template__store.event_views as h) <= 200
    ),

    firsts as (
        select distinct on (s.event_name, s.path)
            s.event_name,
            s.path,
            coalesce(h.column_type, s.column_type) as column_type,
            case when h.place is null then h.column_name end as pinned_name,
            h.place is not null as held,
            s.events
        from seen as s
        left join lateral (
            select
                c.column_type,
                c.column_name,
                c.place
            from template__store.view_columns as c
            where c.event_name = s.event_name and c.path = s.path
            order by c.place asc
            limit 1
        ) as h on true
        where s.path is not null and s.column_type is not null
        order by s.event_name asc, s.path asc, s.events desc, s.column_type asc
    ),

    missing as (
        select
            f.event_name,
            f.path,
            f.column_type,
            f.pinned_name,
            f.events,
            false as wider
        from firsts as f
        where not f.held
        union all
        select
            f.event_name,
            f.path,
            'text',
            null,
            f.events,
            true
        from firsts as f
        where
            f.column_type not in ('text', 'jsonb')
            and exists (
                select
                from seen as s
                where s.event_name = f.event_name and s.path = f.path and s.column_type <> f.column_type
            )
            and not exists (
                select
                from template__store.view_columns as c
                where c.event_name = f.event_name and c.path = f.path and c.column_type = 'text'
            )
    )

    select
        n.event_name,
        m.path,
        m.column_type,
        m.pinned_name,
        n.makes_view,
        m.turn
    from names as n
    left join (
        select
            o.*,
            row_number() over (partition by o.event_name order by o.pinned_name asc, o.events desc, o.path asc, o.wider asc) as turn,
            (select count(*) from template__store.view_columns as c where c.event_name = o.event_name and c.place is not null) as held
        from missing as o
    ) as m on n.event_name = m.event_name and m.turn + m.held <= 100
    where n.makes_view or m.path is not null
    order by n.event_name asc, m.turn asc
$$;

comment on function template__store.wanted_columns(boolean) is
'Views and columns that are to be made, in their order; path is null where a view has no property yet';
