-- Writes the place where an answer ends as text that can stand in an address. Clients send it back
-- as it is. It holds no secret and gives no right: who changes it reads from another place.
create or replace function hardal_private.write_cursor(kind text, place jsonb)
returns text
language sql
immutable
return case
    when place <> 'null' then translate(
        encode(convert_to(jsonb_build_object(kind, place)::text, 'UTF8'), 'base64'),
        E'+/=\n', '-_'
    )
end;

comment on function hardal_private.write_cursor(text, jsonb) is
'A place in a list of this kind as text of letters, digits, - and _; null where there is none';
