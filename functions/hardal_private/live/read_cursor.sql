-- Reads a cursor that write_cursor wrote. The function that uses the place checks its parts.
create or replace function hardal_private.read_cursor(cursor text, kind text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_place jsonb;
begin
    if read_cursor.cursor is null then
        return null;
    end if;
    begin
        v_place := convert_from(
            decode(
                translate(read_cursor.cursor, '-_', '+/')
                || repeat('=', (4 - length(read_cursor.cursor) % 4) % 4),
                'base64'
            ),
            'UTF8'
        )::jsonb;
    exception when data_exception then
        v_place := null;
    end;
    if jsonb_typeof(v_place) is distinct from 'object' or not v_place ? read_cursor.kind then
        perform hardal_private.refuse_cursor();
    end if;
    return v_place -> read_cursor.kind;
end
$$;

comment on function hardal_private.read_cursor(text, text) is
'The place that a cursor of this kind stands for; null for null; PT400 for anything else';
