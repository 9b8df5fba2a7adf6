-- Writes the description of an event, or of one of its properties, and shows it as the comment of
-- the typed view or of the property's columns. An empty description removes it.
create or replace function template__store.describe(
    event_name text, property text, description text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_description constant text := nullif(btrim(describe.description, E' \t\r\n'), '');
    v_view name;
begin
    if not template__store.is_known(event_name, property) then
        raise sqlstate 'HD404' using
            message = case
                when property is null
                    then format('there are no events named %s', to_jsonb(left(event_name, 80)))
                else format(
                    'events named %s have no property %s',
                    to_jsonb(left(event_name, 80)), to_jsonb(left(property, 80))
                )
            end,
            hint = case
                when property is null then 'event_catalog has the names that there are'
                else 'property_catalog has those that there are'
            end;
    end if;
    if v_description is null then
        delete from template__store.descriptions as d
        where
            d.event_name = describe.event_name
            and d.property is not distinct from describe.property;
    else
        insert into template__store.descriptions as d (
            event_name, property, description, written_at
        )
        values (event_name, property, v_description, hardal_private.clock())
        on conflict on constraint descriptions_event_name_property_key do update
            set description = excluded.description, written_at = excluded.written_at;
    end if;
    select v.view_name into v_view
    from template__store.event_views as v
    where v.event_name = describe.event_name;
    if v_view is not null and to_regclass(format('template.%I', v_view)) is not null then
        perform template__store.comment_event_view(event_name, v_view);
    end if;
    return jsonb_build_object('event_name', event_name)
        || case
            when property is null then '{}' else jsonb_build_object('property', property)
        end
        || jsonb_build_object('description', v_description);
end
$$;

comment on function template__store.describe(text, text, text) is
'Writes or removes the description of an event (property null) or of a property, and returns it; '
'HD404 where there is no such event or property';
