-- Drops the functions and procedures of a schema that the sources no longer have, so that a
-- database holds no function that the sources do not explain. A function is known by its name.
-- Where the arguments of a function change, a migration drops the old one: otherwise the schema has
-- two functions of that name, which is refused.
create or replace function hardal_private.drop_stale_functions(schema text, names text[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- regprocedure quotes the names: @plpgsql_check_options: security_warnings = off
    v_stale text;
    v_twice name;
begin
    -- all in one statement, because one stale function may use another in a SQL-standard body
    select string_agg(p.oid::regprocedure::text, ', ') into v_stale
    from pg_proc as p
    where
        p.pronamespace = drop_stale_functions.schema::regnamespace
        and p.proname <> all (drop_stale_functions.names);
    if v_stale is not null then
        execute format('drop routine %s', v_stale);
    end if;
    select p.proname into v_twice
    from pg_proc as p
    where p.pronamespace = drop_stale_functions.schema::regnamespace
    group by p.proname
    having count(*) > 1
    limit 1;
    if v_twice is not null then
        raise sqlstate 'HD409' using
            message = format(
                'the function %s.%s is here twice, with different arguments', schema, v_twice
            ),
            hint = 'a migration has to drop the old one';
    end if;
end
$$;

comment on function hardal_private.drop_stale_functions(text, text[]) is
'Drops a schema''s functions and procedures that have none of these names; '
'HD409 where one of the names is left twice';
