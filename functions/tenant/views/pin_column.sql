-- Fixes the name and type of a property's column in the typed view of an event: in place, or ahead, for when it is first seen.
create or replace function template__store.pin_column(event_name text, property text, column_name name, column_type text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old template__store.view_columns;
    v_name name;
    v_type text;
begin
    -- the first of its columns; one of text behind it stays as it is
    select c.* into v_old
    from template__store.view_columns as c
    where c.event_name = pin_column.event_name and c.property = pin_column.property
    order by c.place
    limit 1;
    v_type := coalesce(pin_column.column_type, v_old.column_type, 'text');
    v_name := coalesce(pin_column.column_name, v_old.column_name, hardal_private.safe_name(pin_column.property));
    if
        v_name = any (hardal_private.fixed_columns())
        or exists (
            select
            from template__store.view_columns as c
            where
                c.event_name = pin_column.event_name and c.column_name = v_name
                and (c.property <> pin_column.property or c.column_type <> v_old.column_type)
        )
    then
        raise sqlstate 'HD409' using
            message = format('the view has a column %s already', v_name),
            hint = 'take another name';
    end if;

    if v_old.property is null then
        insert into template__store.view_columns (event_name, property, column_type, column_name, pinned)
        values (pin_column.event_name, pin_column.property, v_type, v_name, true);
    else
        update template__store.view_columns as c
        set column_type = v_type, column_name = v_name, pinned = true
        where c.event_name = v_old.event_name and c.property = v_old.property and c.column_type = v_old.column_type;
    end if;
    if v_old.place is not null then
        perform template__store.repin_event_view(
            event_name, v_old.column_name, v_name, v_type <> v_old.column_type, v_old.pinned
        );
    end if;
    return jsonb_build_object(
        'event_name', pin_column.event_name, 'property', pin_column.property,
        'view_name', (select v.view_name from template__store.event_views as v where v.event_name = pin_column.event_name),
        'column_name', v_name, 'column_type', v_type, 'made', v_old.place is not null
    );
exception when unique_violation then
    -- the one of text behind it, where it becomes text itself
    raise sqlstate 'HD409' using
        message = format('the property %s has a column of the type %s already', pin_column.property, v_type),
        hint = 'see hardal-admin views list';
end
$$;

comment on function template__store.pin_column(text, text, name, text) is
'Fixes the name and type of a property''s column, and says what holds; HD409 where they are taken';
