-- Drops the functions of the API that PostgREST may take for several. Migrate calls this before it
-- makes the functions of the API, in the same transaction, so they get new ids.
create or replace function hardal_private.drop_ambiguous_functions()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- regprocedure quotes the names: @plpgsql_check_options: security_warnings = off
    v_functions text;
begin
    select string_agg(f::text, ', ') into v_functions
    from hardal_private.ambiguous_functions() as f;
    if v_functions is not null then
        execute format('drop routine %s', v_functions);
    end if;
end
$$;

comment on function hardal_private.drop_ambiguous_functions() is
'Drops the functions that ambiguous_functions returns; migrate makes them again';
