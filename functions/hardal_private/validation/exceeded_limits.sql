-- Returns the limits that an object of properties exceeds, for properties_faults and
-- quick_check_event.
-- The function is PL/pgSQL for two reasons. PL/pgSQL caches the plan. And when the planner
-- evaluates a CASE, it may print a value in a branch whose condition should prevent that (seen on
-- 18).
create or replace function hardal_private.exceeded_limits(properties jsonb, max_bytes int)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_codes text[] := array[]::text[];
    v_wide_numbers numeric[] := hardal_private.wide_numbers(properties);
begin
    if hardal_private.is_deep(properties) then
        v_codes := v_codes || 'too_deep'::text;
    end if;
    if exists (
        select
        from unnest(v_wide_numbers) as n (value)
        where hardal_private.is_long_number(n.value)
    ) then
        v_codes := v_codes || 'number_out_of_range'::text;
    end if;
    if hardal_private.is_larger(properties, max_bytes, v_wide_numbers) then
        v_codes := v_codes || 'too_large'::text;
    end if;
    return v_codes;
end
$$;

comment on function hardal_private.exceeded_limits(jsonb, int) is
'The limits that properties exceed, as error codes: too_deep, number_out_of_range, and too_large '
'for more than max_bytes bytes as text; empty where they exceed none';
