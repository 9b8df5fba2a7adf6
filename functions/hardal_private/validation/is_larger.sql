-- Tells whether the text of a value has more than max_bytes bytes. The limit is on the text because
-- that is the size that a client sees.
-- The 9 bytes 1e131071 print as 131 kB. So wide numbers are printed first, one at a time. Where
-- they alone exceed the limit, nothing else is printed. Otherwise the whole value is printed,
-- because its size is bounded then. jsonb is at most 5 times as large as its text.
-- wide_numbers are those of the value: the caller may need them too, and looks for them once.
create or replace function hardal_private.is_larger(
    value jsonb, max_bytes int, wide_numbers numeric[]
)
returns boolean
language plpgsql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_number numeric;
    v_bytes bigint := 0::bigint;
begin
    if pg_column_size(value) > 8::bigint * max_bytes then
        return true;
    end if;
    foreach v_number in array wide_numbers loop
        v_bytes := v_bytes + octet_length(v_number::text);
        if v_bytes > max_bytes then
            return true;
        end if;
    end loop;
    return octet_length(value::text) > max_bytes;
end
$$;

comment on function hardal_private.is_larger(jsonb, int, numeric[]) is
'Whether a value''s text has more than max_bytes bytes; '
'prints only as much of the value as the answer needs';
