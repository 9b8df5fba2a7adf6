-- Returns the id of an event of another system, as text: the system's own id where that is a UUID,
-- otherwise a UUID that is made from it. Null where the system's own id is empty. Imports have the
-- same rule, so that a live event and the same event of an export are one.
-- The function is inlined where the id is a column. LIKE and two short checks take a third of the
-- time of a regular expression for a UUID.
create or replace function hardal_private.vendor_id(system text, id text)
returns text
language sql
immutable
parallel safe
return case
    when
        id like '________-____-____-____-____________'
        and length(replace(id, '-', '')) = 32
        and id !~ '[^0-9a-fA-F-]'
        then id
    when id <> '' then hardal_private.hashed_id(
        convert_to(system, 'UTF8') || '\x00'::bytea || convert_to(id, 'UTF8')
    )::text
end;

comment on function hardal_private.vendor_id(text, text) is
'The id of an event of another system by that system''s own id; null where it is empty';
