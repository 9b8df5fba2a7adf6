-- Whether some event of a batch must be looked at more closely: is nested deeply, or holds a long number. Over a whole batch
-- this costs a fraction of what it costs event by event. May say yes for nothing (a field beside properties), never no.
-- PL/pgSQL for its cached plan: a SQL function that is not inlined is planned anew for every request.
create or replace function hardal_private.is_odd_batch(events jsonb)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select
            jsonb_path_exists(is_odd_batch.events, 'strict $.**{34} ? (@.type() == "object" || @.type() == "array")')
            or exists (
                select
                from jsonb_path_query(is_odd_batch.events, 'strict $.**{3 to 36} ? (@.type() == "number")') as n (value)
                where hardal_private.is_long_number(n.value::numeric)
            )
    );
end
$$;

comment on function hardal_private.is_odd_batch(jsonb) is
'Whether an array of events holds one with deeply nested properties or a long number';
