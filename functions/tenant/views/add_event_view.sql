-- Writes down that the typed view of an event is missing, for a DBA who asks for it: the next
-- maintenance makes it, whether there is room or not, with the columns of all events of the name.
create or replace function template__store.add_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from template__store.events as e where e.event_name = add_event_view.event_name
    ) then
        raise sqlstate 'HD404' using
            message = format(
                'there are no events named %s', to_jsonb(left(add_event_view.event_name, 80))
            ),
            hint = 'event_catalog has the names that there are';
    end if;
    delete from template__store.names_without_view as n
    where n.event_name = add_event_view.event_name;
    insert into template__store.wanted_columns (event_name, events)
    select add_event_view.event_name, 0
    where
        not exists (
            select from template__store.event_views as v
            where v.event_name = add_event_view.event_name
        )
    on conflict do nothing;
    update template__store.boundary set looked_at = '-infinity';
end
$$;

comment on function template__store.add_event_view(text) is
'Makes the next maintenance make an event''s typed view; HD404 where there is no such event';
