-- Returns the names that a typed view cannot have: those of the relations, types and functions of
-- the read surface, of the typed views that somebody has dropped without hardal, and of metrics.
create or replace function template__store.taken_names()
returns name[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        array(select c.relname from pg_class as c where c.relnamespace = 'template'::regnamespace)
        || array(
            select t.typname from pg_type as t where t.typnamespace = 'template'::regnamespace
        )
        || array(
            select p.proname from pg_proc as p where p.pronamespace = 'template'::regnamespace
        )
        || array(select v.view_name from template__store.event_views as v)
        -- the view of a metric is made once its days are counted
        || array(select m.name::name from template__store.metrics as m)
$$;

comment on function template__store.taken_names() is
'Returns the names in the read surface that a new typed view cannot have';
