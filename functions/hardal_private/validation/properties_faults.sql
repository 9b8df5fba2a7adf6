-- What is wrong with an event's properties: too_deep, number_out_of_range, too_large, or nothing.
-- PL/pgSQL for its cached plan, and because planning a CASE may print beforehand what it is to guard (seen on 18).
create or replace function hardal_private.properties_faults(properties jsonb, max_bytes int)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_faults text[] := array[]::text[];
begin
    if hardal_private.is_deep(properties) then
        v_faults := v_faults || 'too_deep'::text;
    end if;
    if hardal_private.holds_long_number(properties) then
        v_faults := v_faults || 'number_out_of_range'::text;
    end if;
    if hardal_private.is_larger(properties, max_bytes) then
        v_faults := v_faults || 'too_large'::text;
    end if;
    return v_faults;
end
$$;

comment on function hardal_private.properties_faults(jsonb, int) is
'The error codes for an event''s properties of at most so many bytes as text: too_deep, number_out_of_range, too_large; none where they are well';
