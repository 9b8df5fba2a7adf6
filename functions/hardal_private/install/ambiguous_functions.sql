-- Returns the functions of the API whose id (OID) is also the id of a table or another object with
-- a comment. PostgreSQL allows this, and pg_upgrade gives new ids to functions and not to tables.
-- PostgREST before 12.2.12 then reads a function once for each comment, and answers 300 (PGRST203)
-- to every call of the function.
create or replace function hardal_private.ambiguous_functions()
returns setof regprocedure
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select p.oid::regprocedure
    from pg_proc as p
    where
        p.pronamespace = 'hardal'::regnamespace
        and exists (
            select
            from pg_description as d
            where d.objoid = p.oid and d.classoid <> 'pg_proc'::regclass
        )
$$;

comment on function hardal_private.ambiguous_functions() is
'Returns the functions of the API that PostgREST may take for several, because of their ids';
