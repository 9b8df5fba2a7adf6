-- Returns a body as text for a look at the keys in it, cheaply. A form's base64 has the key
-- encoded, so it is decoded. Percent-encoding leaves a key as it is.
create or replace function hardal_private.written_text(body bytea)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_text text := convert_from(body, 'LATIN1');
begin
    if position('hk_' in v_text) > 0 then
        return v_text;
    end if;
    v_text := split_part(split_part('&' || v_text, '&data=', 2), '&', 1);
    v_text := replace(replace(replace(v_text, '%2B', '+'), '%2F', '/'), '%3D', '=');
    return coalesce(hardal_private.from_base64(replace(v_text, ' ', '+')), '');
exception when data_exception then
    return ''; -- a zero byte: such a body is refused anyway
end
$$;

comment on function hardal_private.written_text(bytea) is
'The text of a body in which the keys of its SDK stand';
