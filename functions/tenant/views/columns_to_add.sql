-- Returns the columns that typed views should have and do not have.
--
-- A property gets one column, of the type that it has most often. Where it also comes as a value
-- that this type cannot hold, it gets a second column of type text beside the typed one
-- (price_text; place_column gives the name). Objects get no column, because their keys are
-- properties of their own. A JSON null does not tell a type. Each view takes the most frequent
-- columns first, as far as it has room (columns_left).
create or replace function template__store.columns_to_add()
returns table (event_name text, property text, column_type text, events bigint)
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
            s.events desc, s.column_type asc
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
    )

    select m.event_name, m.property, m.column_type, m.events
    from (
        select
            o.*,
            row_number() over (
                partition by o.event_name
                order by o.events desc, o.property asc, o.is_beside asc
            ) as turn
        from missing as o
        where
            exists (select from template__store.event_views as v where v.event_name = o.event_name)
            or exists (
                select from template__store.wanted_columns as w where w.event_name = o.event_name
            )
    ) as m
    where m.turn <= template__store.columns_left(m.event_name)
$$;

comment on function template__store.columns_to_add() is
'Returns the columns that typed views should get, and in how many events they were seen';
