-- What is wrong with a text field, whichever it is: the code of INGEST's table, or null. An absent one is well.
create or replace function hardal_private.text_fault(value jsonb, longest int)
returns text
language sql
immutable
parallel safe
return case
    when jsonb_typeof(value) <> 'string' then 'wrong_type'
    when value #>> '{}' = '' then 'empty'
    when length(value #>> '{}') > longest then 'too_long'
end;

comment on function hardal_private.text_fault(jsonb, int) is
'The error code for a text of at most so many characters: wrong_type, empty or too_long; null where it is well or absent';
