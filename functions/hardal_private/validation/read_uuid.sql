-- PL/pgSQL, so that the cast is not tried before the text was looked at.
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

comment on function hardal_private.read_uuid(text) is 'The uuid that a text is in its common form; null where it is none';
