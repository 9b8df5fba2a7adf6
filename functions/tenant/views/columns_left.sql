-- How many columns a typed view may still get: 100 properties each, the rest stays in its column properties. One that a DBA has
-- pinned is made all the same.
create or replace function template__store.columns_left(event_name text)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        100
        - (select count(*) from template__store.view_columns as c where c.event_name = columns_left.event_name and c.place is not null)
        - (select count(*) from template__store.wanted_columns as w where w.event_name = columns_left.event_name and w.property is not null)
$$;

comment on function template__store.columns_left(text) is
'How many columns the typed view of an event can still get by themselves; less than 1 where it is full';
