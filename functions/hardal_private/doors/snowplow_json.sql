-- Reads a JSON field of Snowplow's tracker protocol, which comes as text or as base64. Null where
-- there is neither, or it cannot be read.
create or replace function hardal_private.snowplow_json(plain text, base64 text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_text text := coalesce(plain, hardal_private.from_base64(base64));
begin
    return coalesce(
        hardal_private.parse_json(v_text),
        hardal_private.mend_row(hardal_private.mend_json(v_text))
    );
exception when sqlstate 'PT400' then
    return null;
end
$$;

comment on function hardal_private.snowplow_json(text, text) is
'The JSON of a field of Snowplow''s tracker protocol; null where it cannot be read';
