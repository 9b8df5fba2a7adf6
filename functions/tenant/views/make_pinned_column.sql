-- Makes the column of a property in the typed view of an event, for a DBA who pins the column. It
-- also makes the view where the view is missing. Maintenance makes columns by itself, but only as
-- far as there is room (columns_left).
create or replace function template__store.make_pinned_column(
    event_name text, property text, column_type text
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_type text;
begin
    -- the pinned type, or else the type that the property has most often; jsonb for objects alone
    select coalesce(make_pinned_column.column_type, t.column_type, 'jsonb') into v_type
    from template__store.all_properties as a
    cross join lateral (select hardal_private.column_type(a.json_type) as column_type) as t
    where
        a.event_name = make_pinned_column.event_name
        and a.property = make_pinned_column.property
    group by t.column_type
    order by t.column_type is null, sum(a.events) desc, t.column_type collate "C"
    limit 1;
    if not found then
        raise sqlstate 'HD404' using
            message = format(
                'property_catalog has no property %s of events named %s',
                to_jsonb(left(property, 80)), to_jsonb(left(event_name, 80))
            ),
            hint = 'pin the column once events with the property have been stored';
    end if;
    -- A typed column that maintenance wants is replaced by the pinned one. A text column beside it
    -- stays wanted, unless the pinned type holds every value.
    delete from template__store.wanted_columns as w
    where
        w.event_name = make_pinned_column.event_name
        and w.property = make_pinned_column.property
        and (w.column_type <> 'text' or v_type in ('text', 'jsonb'));
    perform template__store.place_column(event_name, property, v_type);
    perform template__store.make_event_view(event_name);
end
$$;

comment on function template__store.make_pinned_column(text, text, text) is
'Makes the column of a property in an event''s typed view; '
'column_type null: the most frequent one; '
'HD404 where property_catalog does not have the property';
