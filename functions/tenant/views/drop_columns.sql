-- Drops the columns of a property from the typed view of an event, and remembers that maintenance
-- shall not make them again. A property that waits for room waits no longer. PostgreSQL cannot drop
-- a column of a view, so the view is dropped and made again with the grants that it had. The drop
-- fails where an object depends on the view (2BP01).
create or replace function template__store.drop_columns(event_name text, property text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_columns name[];
begin
    with dropped as (
        delete from template__store.view_columns as c
        where c.event_name = drop_columns.event_name and c.property = drop_columns.property
        returning c.column_name
    )

    select array_agg(d.column_name) into v_columns from dropped as d;
    if
        v_columns is null
        and not exists (
            select from template__store.properties_without_column as p
            where
                p.event_name = drop_columns.event_name and p.property = drop_columns.property
                and not p.dropped
        )
    then
        raise sqlstate 'HD404' using
            message = format(
                'the view of events named %s has no column of the property %s',
                to_jsonb(left(drop_columns.event_name, 80)),
                to_jsonb(left(drop_columns.property, 80))
            ),
            hint = 'see hardal-admin views list';
    end if;
    delete from template__store.wanted_columns as w
    where w.event_name = drop_columns.event_name and w.property = drop_columns.property;
    insert into template__store.properties_without_column as p (
        event_name, property, events, seen_at, dropped
    )
    values (drop_columns.event_name, drop_columns.property, 0, hardal_private.clock(), true)
    on conflict on constraint properties_without_column_pkey do update
        set dropped = true, since = now();
    if v_columns is not null then
        perform template__store.remake_event_view(event_name, v_columns);
    end if;
end
$$;

comment on function template__store.drop_columns(text, text) is
'Drops the columns of a property from an event''s typed view; '
'maintenance does not make them again; HD404 where there are none';
