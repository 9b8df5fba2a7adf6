-- Returns how many columns maintenance may still add to a typed view, as far as their properties
-- are frequent (events_needed).
create or replace function template__store.columns_left(event_name text)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        hardal_private.column_places()
        - (
            select count(*)
            from template__store.view_columns as c
            where c.event_name = columns_left.event_name
        )
        - (
            select count(*)
            from template__store.wanted_columns as w
            where w.event_name = columns_left.event_name and w.property is not null
        )
$$;

comment on function template__store.columns_left(text) is
'Returns how many columns maintenance may still add to an event''s typed view; '
'less than 1 where the view is full';
