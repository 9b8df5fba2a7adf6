-- Reads the body of a door's request as text in UTF-8.
create or replace function hardal_private.read_utf8(body bytea)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.refuse_encoding(hardal_private.body_encoding(body));
    return convert_from(
        case when substr(body, 1, 3) = '\xefbbbf' then substr(body, 4) else body end, 'UTF8'
    );
exception when data_exception then
    raise sqlstate 'PT400' using
        message = 'the body is not in UTF-8',
        detail = left(sqlerrm, 200),
        hint = 'send it in UTF-8; nothing of it was stored';
end
$$;

comment on function hardal_private.read_utf8(bytea) is
'The text of a body; PT415 where it is compressed or UTF-16, PT400 where it is not UTF-8';
