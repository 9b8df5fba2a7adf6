-- Finishes a row of a body that was mended: the marks go out, and a row that had one says so in
-- replaced_characters. A number becomes null. A row that cannot be printed stays as it is, because
-- the rules reject it, and so does one with a number in the place of a name.
create or replace function hardal_private.mend_row(source jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if
        jsonb_typeof(source) <> 'object'
        or not hardal_private.is_printable(source)
        or strpos(source::text, U&'\+10FFFF') + strpos(source::text, U&'\+10FFFE') = 0
    then
        return source;
    end if;
    return coalesce(
        hardal_private.parse_json(
            replace(
                replace(source::text, hardal_private.mend_mark('number'), 'null'),
                hardal_private.mend_mark('character'),
                U&'\FFFD'
            )
        ),
        source
    ) || '{"replaced_characters": true}';
end
$$;

comment on function hardal_private.mend_row(jsonb) is
'A row of a mended body without marks, with replaced_characters where it had one';
