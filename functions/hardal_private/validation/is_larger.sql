-- Whether the text of a value has more than so many bytes, which is what a size means to a client.
-- 9 bytes such as 1e131071 print as 131 kB, so long numbers are printed one at a time, until they are too much by
-- themselves; only then the whole, whose size is bounded so. jsonb is at most 5 times its text.
create or replace function hardal_private.is_larger(value jsonb, max_bytes int)
returns boolean
language plpgsql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_number jsonb;
    v_bytes bigint := 0::bigint;
begin
    if pg_column_size(value) > 8::bigint * max_bytes then
        return true;
    end if;
    for v_number in
        select n.value
        from jsonb_path_query(is_larger.value, 'strict $.** ? (@.type() == "number")') as n (value)
        where hardal_private.is_long_number(n.value::numeric)
    loop
        v_bytes := v_bytes + octet_length(v_number::text);
        if v_bytes > max_bytes then
            return true;
        end if;
    end loop;
    return octet_length(value::text) > max_bytes;
end
$$;

comment on function hardal_private.is_larger(jsonb, int) is
'Whether a value''s text has more than so many bytes; prints no more than it must to tell';
