-- Changes a typed view after one of its columns was pinned in view_columns. A new name is given in
-- place, so objects that depend on the view keep working. For a new type the view is dropped and
-- made again with the grants that it had. The drop fails where an object depends on the view
-- (2BP01).
create or replace function template__store.repin_event_view(
    event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view regclass := (
        select to_regclass(format('template.%I', v.view_name))
        from template__store.event_views as v
        where v.event_name = repin_event_view.event_name
    );
begin
    if v_view is not null and new_column <> old_column then
        execute format('alter view %s rename column %I to %I', v_view, old_column, new_column);
    end if;
    -- a column that is pinned for the first time gets another expression
    if v_view is null or new_type then
        perform template__store.remake_event_view(event_name, '{}');
    elsif not was_pinned then
        perform template__store.make_event_view(event_name);
    end if;
end
$$;

comment on function template__store.repin_event_view(text, name, name, boolean, boolean) is
'Gives a column of a typed view the name and type that view_columns has for it; '
'new_type: the type changed; was_pinned: the column had been pinned before';
