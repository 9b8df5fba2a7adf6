-- Tells whether a value, or any value inside it, is a number that breaks the rule for numbers.
-- The function is PL/pgSQL, because PL/pgSQL caches the plan: a SQL function that is not inlined is
-- planned anew for every request.
create or replace function hardal_private.holds_long_number(value jsonb)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select exists (
            select
            from jsonb_path_query(
                holds_long_number.value, 'strict $.** ? (@.type() == "number")'
            ) as n (value)
            where hardal_private.is_long_number(n.value::numeric)
        )
    );
end
$$;

comment on function hardal_private.holds_long_number(jsonb) is
'Whether a number in a value prints in more than 400 characters';
