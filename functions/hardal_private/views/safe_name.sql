-- Returns a name for a view or column that needs no quotes, in the characters of plain_letters. It
-- begins with a letter (a mark such as an accent is cut off), and not with pg_, because a name of
-- pg_catalog would hide the view. A reserved word of SQL gets a _ at its end. The name leaves room
-- for a number. Two texts can give the same name: free_name then adds the number.
create or replace function hardal_private.safe_name(name text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case when hardal_private.is_plain_name(s.name) then s.name else s.name || '_' end
    from (
        select case
            when t.name = '' then 'unnamed'
            when t.name ~ '^([0-9]|pg_)' then 'n' || t.name
            else t.name
        end as name
        from (
            select rtrim(
                hardal_private.cut_name(
                    regexp_replace(
                        regexp_replace(
                            hardal_private.plain_letters(left(safe_name.name, 250)), '_+', '_', 'g'
                        ),
                        format('^[_%s-%s]+', chr(768), chr(879)),
                        ''
                    ),
                    55
                ),
                '_'
            ) as name
        ) as t
    ) as s
$$;

comment on function hardal_private.safe_name(text) is
'Returns the name as an identifier that needs no quotes: letters of any script, digits and _, '
'at most 57 bytes; unnamed where no character is left';
