-- Drops the typed view of an event, with the names and types of its columns, and remembers that
-- maintenance shall not make it again. A name that waits for room waits no longer. The drop fails
-- where an object depends on the view (2BP01).
create or replace function template__store.drop_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name;
begin
    delete from template__store.event_views as v
    where v.event_name = drop_event_view.event_name
    returning v.view_name into v_view;
    if
        v_view is null
        and not exists (
            select from template__store.names_without_view as n
            where n.event_name = drop_event_view.event_name and not n.dropped
        )
    then
        raise sqlstate 'HD404' using
            message = format(
                'events named %s have no typed view', to_jsonb(left(drop_event_view.event_name, 80))
            ),
            hint = 'see hardal-admin views list';
    end if;
    if v_view is not null then
        execute format('drop view if exists template.%I', v_view);
    end if;
    delete from template__store.view_columns as c
    where c.event_name = drop_event_view.event_name;
    delete from template__store.wanted_columns as w
    where w.event_name = drop_event_view.event_name;
    delete from template__store.properties_without_column as p
    where p.event_name = drop_event_view.event_name;
    insert into template__store.names_without_view as n (event_name, events, seen_at, dropped)
    values (drop_event_view.event_name, 0, hardal_private.clock(), true)
    on conflict on constraint names_without_view_pkey do update
        set dropped = true, since = now();
end
$$;

comment on function template__store.drop_event_view(text) is
'Drops an event''s typed view; maintenance does not make it again; '
'HD404 where the name neither has a view nor waits for one';
