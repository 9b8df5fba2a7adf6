-- Returns the wide numbers in a value, at any depth. None is printed.
-- The path's numbers are collected into one array: jsonb_path_query, called for a row each, takes
-- time in the square of their number.
-- The function is PL/pgSQL, because PL/pgSQL caches the plan: a SQL function that is not inlined is
-- planned anew for every request.
create or replace function hardal_private.wide_numbers(value jsonb)
returns numeric[]
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        select n.value::numeric
        from
            jsonb_array_elements(
                jsonb_path_query_array(
                    wide_numbers.value, 'strict $.** ? (@.type() == "number")'
                )
            ) as n (value)
        where hardal_private.is_wide_number(n.value::numeric)
    );
end
$$;

comment on function hardal_private.wide_numbers(jsonb) is
'The numbers in a value that may print as far more characters than they have bytes';
