-- Returns a line for the report of maintenance: the names and properties for which this transaction
-- found no room. The line names the most frequent ones.
create or replace function template__store.newly_without_room()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with found as (
        select format('the view of %s', n.event_name) as what, n.events
        from template__store.names_without_view as n
        where n.since = now() and not n.dropped
        union all
        select format('the column of %s in the view of %s', p.property, p.event_name), p.events
        from template__store.properties_without_column as p
        where p.since = now() and not p.dropped
    ),

    first_ones as (
        select f.what, f.events
        from found as f
        order by f.events desc, f.what collate "C"
        limit 3
    )

    select
        jsonb_build_object(
            'what', 'no room',
            'object',
            (
                select string_agg(f.what, ', ' order by f.events desc, f.what collate "C")
                from first_ones as f
            ) || case when count(*) > 3 then ', ...' else '' end,
            'count', count(*)
        )
    from found
    having count(*) > 0
$$;

comment on function template__store.newly_without_room() is
'Returns the names and properties for which this transaction found no room, as a line of '
'maintenance''s report; null where there are none';
