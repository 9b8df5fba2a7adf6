-- Adds one column at the end of a typed view: gives it a name that is free there, and the next
-- place. A second column of the same property, of type text beside the typed one, is named
-- price_text. column_candidates says which properties get a second column.
create or replace function template__store.place_column(
    event_name text, property text, column_type text
)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into template__store.view_columns (
        event_name, property, column_type, column_name, place
    )
    select
        place_column.event_name,
        place_column.property,
        place_column.column_type,
        hardal_private.free_name(
            hardal_private.safe_name(
                place_column.property
                || case when bool_or(c.property = place_column.property) then '_text' else '' end
            ),
            hardal_private.fixed_columns() || coalesce(array_agg(c.column_name), '{}')
        ),
        coalesce(max(c.place), 0) + 1
    from template__store.view_columns as c
    where c.event_name = place_column.event_name
    on conflict on constraint view_columns_pkey do nothing;

    delete from template__store.properties_without_column as p
    where p.event_name = place_column.event_name and p.property = place_column.property
$$;

comment on function template__store.place_column(text, text, text) is
'Adds a column to view_columns, at the end of the view; does nothing where the view has the column';
