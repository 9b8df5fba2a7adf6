-- Quotes a word in the commands that doctor prints, because people copy these commands into a
-- shell.
create or replace function hardal_private.shell_quote(word text)
returns text
language sql
immutable
parallel safe
return case
    when word ~ '^[A-Za-z0-9_./:=-]+$' then word
    else '''' || replace(word, '''', '''\''''') || ''''
end;

comment on function hardal_private.shell_quote(text) is
'Returns the word as a shell reads it: quoted where it needs quotes';
