-- What is wrong with an event's properties: too_deep, number_out_of_range, too_large, or null.
-- In this order, each bounding the work of the next: 9 bytes such as 1e131071 print as 131 kB, so the text, which is what
-- a size means to a client, is only made once the numbers are known to be short. jsonb is at most 5 times its text.
-- PL/pgSQL, because planning a CASE may print beforehand what it is to guard (seen on 18).
create or replace function hardal_private.properties_fault(properties jsonb, max_bytes int)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if pg_column_size(properties) > 8::bigint * max_bytes then
        return 'too_large';
    elsif hardal_private.is_deep(properties) then
        return 'too_deep';
    elsif hardal_private.holds_long_number(properties) then
        return 'number_out_of_range';
    elsif octet_length(properties::text) > max_bytes then
        return 'too_large';
    end if;
    return null;
end
$$;

comment on function hardal_private.properties_fault(jsonb, int) is
'The error code for an event''s properties of at most so many bytes as text: too_large, too_deep or number_out_of_range; null where they are well';
