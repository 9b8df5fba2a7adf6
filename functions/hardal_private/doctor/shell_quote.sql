-- For commands that people copy into a shell.
create or replace function hardal_private.shell_quote(word text)
returns text
language sql
immutable
parallel safe
return case when word ~ '^[A-Za-z0-9_./:=-]+$' then word else '''' || replace(word, '''', '''\''''') || '''' end;

comment on function hardal_private.shell_quote(text) is 'The word as a shell reads it: quoted where it must be';
