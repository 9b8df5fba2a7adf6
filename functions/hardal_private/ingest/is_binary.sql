-- Tells whether a body of which no line could be read is no text at all: its first 1,024 bytes hold
-- control characters and bytes that are not ASCII, and do not begin as an event does. A single line
-- in Latin-1 is text.
create or replace function hardal_private.is_binary(body bytea)
returns boolean
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        h.hex !~ '^(efbbbf)?(09|0a|0d|20)*7b'
        and h.hex ~ '^(..)*(0[0-8bcef]|1.|7f)'
        and h.hex ~ '^(..)*[89a-f]'
    from (select encode(substr(is_binary.body, 1, 1024), 'hex') as hex) as h
$$;

comment on function hardal_private.is_binary(bytea) is
'Whether a body begins with control characters and bytes that are not ASCII, and not as an event';
