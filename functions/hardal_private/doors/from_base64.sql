-- Decodes base64 or base64url to text in UTF-8.
create or replace function hardal_private.from_base64(value text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return convert_from(hardal_private.base64_bytes(value), 'UTF8');
exception when data_exception then
    return null;
end
$$;

comment on function hardal_private.from_base64(text) is
'The text of base64 or base64url; null where it is neither, or no UTF-8';
