-- Fixes the name and type of a property's column in the typed view of an event: in place, or ahead, for when it is first seen.
create or replace function template__store.pin_column(event_name text, property text, column_name name, column_type text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name;
    v_old template__store.view_columns;
    v_name name;
    v_type text;
    v_grants text;
    v_fault jsonb;
begin
    v_fault := hardal_private.event_errors(jsonb_build_object('event_name', pin_column.event_name), '-infinity', 'infinity', 262144);
    if v_fault is not null then
        raise sqlstate 'HD400' using
            message = format('%s is no name of an event: %s', to_jsonb(left(pin_column.event_name, 80)), v_fault #>> '{0,message}'),
            hint = 'event_catalog has those that there are';
    end if;
    if octet_length(pin_column.property) > 200 then
        raise sqlstate 'HD400' using
            message = format('%s... is no property that could get a column', left(pin_column.property, 80)),
            hint = 'a path has at most 200 bytes: property_catalog has those that there are';
    end if;
    select v.view_name into v_view
    from template__store.event_views as v
    where v.event_name = pin_column.event_name;
    select c.* into v_old
    from template__store.view_columns as c
    where c.event_name = pin_column.event_name and c.path = pin_column.property
    order by c.place
    limit 1;
    v_type := coalesce(pin_column.column_type, v_old.column_type, 'text');
    v_name := coalesce(pin_column.column_name, v_old.column_name, hardal_private.safe_name(pin_column.property));
    if v_type not in ('text', 'numeric', 'boolean', 'timestamptz', 'jsonb') then
        raise sqlstate 'HD400' using
            message = format('%s is no type of a column', to_jsonb(v_type)),
            hint = 'take text, numeric, boolean, timestamptz or jsonb';
    end if;
    if
        v_name = any (hardal_private.fixed_columns())
        or exists (
            select
            from template__store.view_columns as c
            where
                c.event_name = pin_column.event_name and c.column_name = v_name
                and (c.path <> pin_column.property or c.column_type <> v_old.column_type)
        )
    then
        raise sqlstate 'HD409' using
            message = format('the view has a column %s already', v_name),
            hint = 'take another name';
    end if;

    if v_old.path is null then
        insert into template__store.view_columns (event_name, path, column_type, column_name, pinned)
        values (pin_column.event_name, pin_column.property, v_type, v_name, true);
    else
        -- one of text that stands behind it is in its way where it becomes text itself: refused, as a name would be
        update template__store.view_columns as c
        set column_type = v_type, column_name = v_name, pinned = true
        where c.event_name = v_old.event_name and c.path = v_old.path and c.column_type = v_old.column_type;
    end if;
    if v_old.place is not null and to_regclass(format('template.%I', v_view)) is null then
        perform template__store.make_event_view(pin_column.event_name);
    elsif v_old.place is not null then
        if v_name <> v_old.column_name then
            execute format('alter view template.%I rename column %I to %I', v_view, v_old.column_name, v_name);
        end if;
        if v_type <> v_old.column_type then
            v_grants := hardal_private.grants_on(format('template.%I', v_view)::regclass);
            execute format('drop view template.%I', v_view);
        end if;
        if v_type <> v_old.column_type or not v_old.pinned then
            perform template__store.make_event_view(pin_column.event_name);
        end if;
        execute coalesce(v_grants, '');
    end if;
    return jsonb_build_object(
        'event_name', pin_column.event_name, 'property', pin_column.property, 'view_name', v_view,
        'column_name', v_name, 'column_type', v_type, 'made', v_old.place is not null
    );
exception when unique_violation then
    raise sqlstate 'HD409' using
        message = format('the property %s has a column of the type %s already', pin_column.property, v_type),
        hint = 'see hardal-admin views list';
end
$$;

comment on function template__store.pin_column(text, text, name, text) is
'Fixes the name and type of a property''s column, and says what holds; HD400, HD409 where they will not do';
