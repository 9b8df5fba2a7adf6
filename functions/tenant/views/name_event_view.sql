-- Returns the name of an event's typed view, and gives the view a name where it has none. The name
-- stays until a DBA renames the view. Where the read surface has another object of that name
-- (events), the view is events_event.
create or replace function template__store.name_event_view(event_name text)
returns name
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name;
    v_safe text := hardal_private.safe_name(event_name);
    v_taken name[];
    v_is_taken boolean;
begin
    select v.view_name into v_view
    from template__store.event_views as v
    where v.event_name = name_event_view.event_name;
    if v_view is not null then
        return v_view;
    end if;
    v_taken := template__store.taken_names();
    -- another typed view of the same name gets a number instead (free_name)
    v_is_taken := v_safe = any (v_taken)
        and not exists (select from template__store.event_views as v where v.view_name = v_safe);
    v_view := hardal_private.free_name(
        v_safe || case when v_is_taken then '_event' else '' end, v_taken
    );
    insert into template__store.event_views (event_name, view_name)
    values (name_event_view.event_name, v_view);
    delete from template__store.names_without_view as n
    where n.event_name = name_event_view.event_name;
    return v_view;
end
$$;

comment on function template__store.name_event_view(text) is
'Returns the name of an event''s typed view; gives the view a name where it has none';
