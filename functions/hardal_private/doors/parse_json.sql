-- Parses JSON text. Null where PostgreSQL does not take it: it is no JSON, or it has a value that
-- PostgreSQL cannot store. The JSON null is no SQL null.
create or replace function hardal_private.parse_json(source text)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return source::jsonb;
exception when data_exception or program_limit_exceeded then
    return null;
end
$$;

comment on function hardal_private.parse_json(text) is
'The JSON of a text; null where PostgreSQL does not take it';
