-- Reads a text as a UUID. The function is PL/pgSQL, so that the cast does not run before the text
-- was checked.
create or replace function hardal_private.read_uuid(text text)
returns uuid
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    if text ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
        return text::uuid;
    end if;
    return null;
end
$$;

comment on function hardal_private.read_uuid(text) is
'The UUID that a text of the form 8-4-4-4-12 names; null for any other text';
