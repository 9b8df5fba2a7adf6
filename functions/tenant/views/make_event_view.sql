-- Makes the typed view of an event name, or adds the wanted columns at its end. Columns that are
-- there keep their name, place and type, so objects that depend on the view keep working.
create or replace function template__store.make_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name := template__store.name_event_view(event_name);
begin
    perform template__store.place_wanted_columns(event_name);
    perform template__store.replace_event_view(event_name, v_view);
    perform template__store.comment_event_view(event_name, v_view);
end
$$;

comment on function template__store.make_event_view(text) is
'Makes the typed view of an event name, or adds its wanted columns at the end';
