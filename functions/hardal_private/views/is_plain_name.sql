-- Returns whether a name can be a view's or column's: it needs no quotes, and PostgreSQL changes
-- nothing in it.
create or replace function hardal_private.is_plain_name(name text)
returns boolean
language sql
stable
parallel safe
return case
    when octet_length(name) > 63 or name = '' then false
    else
        name = hardal_private.plain_letters(name)
        and name !~ '^([0-9]|pg_)'
        and not hardal_private.is_keyword(name)
end;

comment on function hardal_private.is_plain_name(text) is
'Returns whether a name of a view or column can be written without quotes';
