-- Writes down which columns are missing: those that have room in wanted_columns, the others in
-- properties_without_column, which keeps the 1,000 most frequent ones.
create or replace function template__store.want_columns()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    with candidates as materialized (
        select c.event_name, c.property, c.column_type, c.is_beside, c.events, c.has_room
        from template__store.column_candidates() as c
    ),

    wanted as (
        insert into template__store.wanted_columns (event_name, property, column_type, events)
        select c.event_name, c.property, c.column_type, c.events
        from candidates as c
        where c.has_room
        on conflict do nothing
    )

    insert into template__store.properties_without_column (event_name, property, events, seen_at)
    select c.event_name, c.property, c.events, hardal_private.clock()
    from candidates as c
    where not c.has_room and not c.is_beside
    order by c.events desc, c.event_name collate "C", c.property collate "C"
    limit 1000
    on conflict (event_name, property) do update
        set events = excluded.events, seen_at = excluded.seen_at;

    -- after a comparison with all events, a property that was not seen is gone
    delete from template__store.properties_without_column as p
    where
        not p.dropped
        and p.seen_at < hardal_private.clock()
        and template__store.unseen_since() = '-infinity';

    delete from template__store.properties_without_column as p
    using (
        select o.event_name, o.property
        from template__store.properties_without_column as o
        where not o.dropped
        order by o.events desc, o.event_name collate "C", o.property collate "C"
        offset 1000
    ) as b
    where p.event_name = b.event_name and p.property = b.property;
$$;

comment on function template__store.want_columns() is
'Writes down which columns of typed views are missing and have room, and which wait for room';
