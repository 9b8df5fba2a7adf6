-- Pins the name and type of a property's column in the typed view of an event. The property's text
-- column beside a typed one stays as it is. A property without a column gets one, beyond the limits
-- of views_left and columns_left.
create or replace function template__store.pin_column(
    event_name text, property text, column_name name, column_type text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old template__store.view_columns;
    v_name name;
    v_type text;
begin
    if not exists (
        select
        from template__store.view_columns as c
        where c.event_name = pin_column.event_name and c.property = pin_column.property
    ) then
        perform template__store.make_pinned_column(event_name, property, column_type);
    end if;
    -- the typed column comes before the text column beside it
    select c.* into strict v_old
    from template__store.view_columns as c
    where c.event_name = pin_column.event_name and c.property = pin_column.property
    order by c.place
    limit 1;
    v_type := coalesce(pin_column.column_type, v_old.column_type);
    v_name := coalesce(pin_column.column_name, v_old.column_name);
    if
        v_name = any (hardal_private.fixed_columns())
        or exists (
            select
            from template__store.view_columns as c
            where
                c.event_name = v_old.event_name
                and c.column_name = v_name
                and c.place <> v_old.place
        )
    then
        raise sqlstate 'HD409' using
            message = format('the view has a column %s already', v_name),
            hint = 'take another name';
    end if;

    update template__store.view_columns as c
    set column_type = v_type, column_name = v_name, pinned = true
    where c.event_name = v_old.event_name and c.place = v_old.place;
    perform template__store.repin_event_view(
        event_name, v_old.column_name, v_name, v_type <> v_old.column_type, v_old.pinned
    );
    return (
        select jsonb_build_object(
            'event_name', v.event_name, 'property', v_old.property,
            'view_name', v.view_name, 'column_name', v_name, 'column_type', v_type
        )
        from template__store.event_views as v
        where v.event_name = v_old.event_name
    );
exception when unique_violation then
    -- the text column beside the typed one has the pinned type already
    raise sqlstate 'HD409' using
        message = format(
            'the property %s has a column of the type %s already', pin_column.property, v_type
        ),
        hint = 'see hardal-admin views list';
end
$$;

comment on function template__store.pin_column(text, text, name, text) is
'Fixes the name and type of a property''s column and returns the column as it is then; '
'HD404 where property_catalog does not have the property, HD409 where the name or type is taken';
