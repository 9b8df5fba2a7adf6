-- Returns how many typed views maintenance may still make, as far as their names are frequent
-- (events_needed).
create or replace function template__store.views_left()
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select hardal_private.view_places() - count(*)
    from (
        select v.event_name
        from template__store.event_views as v
        union
        select w.event_name
        from template__store.wanted_columns as w
    ) as n
$$;

comment on function template__store.views_left() is
'Returns how many event names can still get a typed view from maintenance';
