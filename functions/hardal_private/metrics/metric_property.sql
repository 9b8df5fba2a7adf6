-- Finds a property of a metric's events by its name, or by its column in the typed view. Returns
-- the property's name and that of its column: the typed view's, or the one that it would have.
create or replace function hardal_private.metric_property(
    tenant text, event text, named text, out property text, out column_name name
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_keys constant text[] := hardal_helpers.find_property(
        tenant, array[event], named, '-infinity', 'infinity'
    );
begin
    execute format(
        'select v.property, v.column_name
        from %1$I.view_columns as v
        where v.event_name = $1 and %2$I.property_keys(v.property) = $2
        order by v.place
        limit 1',
        tenant || '__store',
        tenant
    ) into property, column_name using event, v_keys;
    property := coalesce(property, named);
    column_name := coalesce(column_name, hardal_private.safe_name(named));
end
$$;

comment on function hardal_private.metric_property(text, text, text) is
'The name of a property of a metric''s events, and the name of its column; null for null; PT400 '
'where none of the events has it';
