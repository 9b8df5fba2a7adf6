-- Renames the typed view of an event. Objects that depend on the view keep working; queries that
-- name it do not.
create or replace function template__store.rename_event_view(event_name text, view_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old name;
begin
    select v.view_name into v_old
    from template__store.event_views as v
    where v.event_name = rename_event_view.event_name;
    if not found then
        raise sqlstate 'HD404' using
            message = format(
                'events named %s have no typed view',
                to_jsonb(left(rename_event_view.event_name, 80))
            ),
            hint = 'see hardal-admin views list';
    end if;
    if v_old = rename_event_view.view_name then
        return;
    end if;
    if rename_event_view.view_name = any (template__store.taken_names()) then
        raise sqlstate 'HD409' using
            message = format('there is something named %s already', rename_event_view.view_name),
            hint = 'take another name';
    end if;
    update template__store.event_views as v
    set view_name = rename_event_view.view_name
    where v.event_name = rename_event_view.event_name;
    if to_regclass(format('template.%I', v_old)) is not null then
        execute format(
            'alter view template.%I rename to %I', v_old, rename_event_view.view_name
        );
    end if;
end
$$;

comment on function template__store.rename_event_view(text, name) is
'Renames an event''s typed view; HD404 where there is none, HD409 where the name is taken';
