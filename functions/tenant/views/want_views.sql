-- Writes down which typed views are missing: those that have room in wanted_columns, the others in
-- names_without_view, which keeps the 1,000 most frequent ones.
create or replace function template__store.want_views()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    with candidates as materialized (
        select c.event_name, c.events, c.has_room
        from template__store.view_candidates() as c
    ),

    wanted as (
        insert into template__store.wanted_columns (event_name, events)
        select c.event_name, c.events
        from candidates as c
        where c.has_room
        on conflict do nothing
    )

    insert into template__store.names_without_view (event_name, events, seen_at)
    select c.event_name, c.events, hardal_private.clock()
    from candidates as c
    where not c.has_room
    order by c.events desc, c.event_name collate "C"
    limit 1000
    on conflict (event_name) do update
        set events = excluded.events, seen_at = excluded.seen_at;

    delete from template__store.names_without_view as n
    where
        n.event_name in (
            select o.event_name
            from template__store.names_without_view as o
            where not o.dropped
            order by o.events desc, o.event_name collate "C"
            offset 1000
        );
$$;

comment on function template__store.want_views() is
'Writes down which typed views are missing and have room, and which wait for room';
