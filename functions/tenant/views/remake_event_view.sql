-- Drops the typed view of an event and makes it again from view_columns, with the grants that it
-- had, because create or replace can only add columns. without: columns that the view has no more.
-- The drop fails where an object depends on the view (2BP01).
create or replace function template__store.remake_event_view(event_name text, without name[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view regclass := (
        select to_regclass(format('template.%I', v.view_name))
        from template__store.event_views as v
        where v.event_name = remake_event_view.event_name
    );
    v_grants text;
begin
    if v_view is not null then
        v_grants := hardal_private.grants_on(v_view, without);
        execute format('drop view %s', v_view);
    end if;
    perform template__store.make_event_view(event_name);
    execute coalesce(v_grants, '');
end
$$;

comment on function template__store.remake_event_view(text, name[]) is
'Drops an event''s typed view and makes it again, with its grants; '
'without: names of columns that the view has no more';
