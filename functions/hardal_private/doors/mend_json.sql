-- Parses JSON text that PostgreSQL does not take, with the values replaced that it cannot store. An
-- SDK would drop a whole batch that is refused. The rows still have the marks: see mend_row.
-- Text that is made for it costs 16 MiB up to 25 seconds, so a request needs a key before.
create or replace function hardal_private.mend_json(source text)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return hardal_private.mend_numbers(hardal_private.mend_escapes(source))::jsonb;
exception when data_exception or program_limit_exceeded then
    raise sqlstate 'PT400' using
        message = 'the body is no JSON',
        detail = left(sqlerrm, 200),
        hint = 'send the JSON that the vendor''s SDK sends; nothing of it was stored';
end
$$;

comment on function hardal_private.mend_json(text) is
'The JSON of a text with marks for the values that cannot be stored; PT400 where it is no JSON';
