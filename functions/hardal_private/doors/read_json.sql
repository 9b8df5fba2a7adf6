-- Reads the body of a door's request as JSON. An SDK would drop a whole batch that is refused, so a
-- body with values that PostgreSQL cannot store is mended, and is_mended tells that.
create or replace function hardal_private.read_json(
    body text, out document jsonb, out is_mended boolean
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    is_mended := false;
    begin
        document := body::jsonb;
        return;
    exception when data_exception or program_limit_exceeded then
        is_mended := true;
    end;
    begin
        document := hardal_private.mend_numbers(hardal_private.mend_escapes(body))::jsonb;
    exception when data_exception or program_limit_exceeded then
        raise sqlstate 'PT400' using
            message = 'the body is no JSON',
            detail = left(sqlerrm, 200),
            hint = 'send the JSON that the vendor''s SDK sends; nothing of it was stored';
    end;
end
$$;

comment on function hardal_private.read_json(text) is
'document: the JSON of a body; is_mended: whether values that PostgreSQL cannot store were '
'replaced in it; PT400 where the body is no JSON';
