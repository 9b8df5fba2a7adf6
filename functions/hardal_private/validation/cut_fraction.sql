-- Cuts the fraction of a second to microseconds in the text of a time, because a cast rounds it.
-- The function is inlined where it is called.
create or replace function hardal_private.cut_fraction(value text)
returns text
language sql
immutable
parallel safe
return case
    when length(value) > 27 then regexp_replace(value, '(\.[0-9]{6})[0-9]+', '\1')
    else value
end;

comment on function hardal_private.cut_fraction(text) is
'The text of a time without the digits after its microseconds';
