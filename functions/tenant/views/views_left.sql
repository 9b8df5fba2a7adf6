-- How many typed views may still be made: 200 a tenant, so that no flood of names fills the catalog. One that a DBA has pinned a
-- column of is made all the same.
create or replace function template__store.views_left()
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select 200 - count(*)
    from (
        select v.event_name
        from template__store.event_views as v
        union
        select w.event_name
        from template__store.wanted_columns as w
    ) as n
$$;

comment on function template__store.views_left() is 'How many event names can still get a typed view by themselves';
