-- Returns the text of an id that is a string or a number. A long number has none, because 9 bytes
-- can print as 131 kB.
create or replace function hardal_private.id_text(value jsonb)
returns text
language sql
immutable
parallel safe
return case jsonb_typeof(value)
    when 'string' then value #>> '{}'
    when 'number' then case
        when not hardal_private.is_long_number(value::numeric) then value #>> '{}'
    end
end;

comment on function hardal_private.id_text(jsonb) is
'The text of an id that is a string or a number; null for every other value';
