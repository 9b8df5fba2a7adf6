-- Returns the functions that make, read and change large objects. PUBLIC may call them by default.
create or replace function hardal_private.large_object_functions()
returns setof pg_proc
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select p.*
    from pg_proc as p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^lo(_.*|read|write)$'
$$;

comment on function hardal_private.large_object_functions() is
'The rows of pg_proc that are functions on large objects';
