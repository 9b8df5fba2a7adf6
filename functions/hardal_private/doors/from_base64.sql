-- Decodes base64 or base64url, with or without its padding, to text in UTF-8.
create or replace function hardal_private.from_base64(value text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- a plus sign that came through a form is a space
    v_value text := rtrim(translate(value, '-_ ', '+/+'), '=');
    v_padded text := rpad(v_value, (length(v_value) + 3) / 4 * 4, '=');
begin
    return convert_from(decode(v_padded, 'base64'), 'UTF8');
exception when data_exception then
    return null;
end
$$;

comment on function hardal_private.from_base64(text) is
'The text of base64 or base64url; null where it is neither, or no UTF-8';
