-- Gives each wanted column of a typed view its name and its place at the end of the view, the most
-- frequent first. A second column of the same property, of type text, is named price_text.
create or replace function template__store.place_wanted_columns(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_wanted record;
begin
    for v_wanted in
        select w.property, w.column_type
        from template__store.wanted_columns as w
        where w.event_name = place_wanted_columns.event_name and w.property is not null
        order by w.events desc, w.property collate "C", w.column_type = 'text'
    loop
        perform template__store.place_column(event_name, v_wanted.property, v_wanted.column_type);
    end loop;
    delete from template__store.wanted_columns as w
    where w.event_name = place_wanted_columns.event_name;
end
$$;

comment on function template__store.place_wanted_columns(text) is
'Moves the wanted columns of an event''s typed view into view_columns, with names and places';
