-- Returns the text that stands in for a value that PostgreSQL cannot store, until mend_row has
-- found the rows that have it. Each mark ends with a code point that is no character and is
-- reserved for the use inside of a program (Unicode 16, section 23.7). mend_escapes takes these two
-- code points out of a text first, so that no text of a client has them.
create or replace function hardal_private.mend_mark(what text)
returns text
language sql
immutable
parallel safe
return case what
    when 'character' then U&'\FFFD\+10FFFF'
    when 'number' then U&'"\+10FFFE"'
end;

comment on function hardal_private.mend_mark(text) is
'What stands in for a value that cannot be stored: a character, or a number (as JSON text)';
