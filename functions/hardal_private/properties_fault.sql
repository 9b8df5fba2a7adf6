-- What is wrong with an event's properties: too_deep, number_out_of_range, too_large, or null.
-- In this order, each bounding the work of the next: 9 bytes such as 1e131071 print as 131 kB, so the text, which is what
-- a size means to a client, is only made once the numbers are known to be short. jsonb is at most 5 times its text.
create or replace function hardal_private.properties_fault(properties jsonb, max_bytes int)
returns text
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when pg_column_size(properties) > 8::bigint * max_bytes then 'too_large'
        when hardal_private.is_deep(properties) then 'too_deep'
        when hardal_private.holds_long_number(properties) then 'number_out_of_range'
        when octet_length(properties::text) > max_bytes then 'too_large'
    end
$$;

comment on function hardal_private.properties_fault(jsonb, int) is
'The error code for an event''s properties of at most so many bytes as text: too_large, too_deep or number_out_of_range; null where they are well';
