-- What is wrong with a text field, whichever it is: the codes of INGEST's table. None for one that is absent or well.
create or replace function hardal_private.text_faults(value jsonb, longest int)
returns text[]
language sql
immutable
parallel safe
return array_remove(
    array[
        case when jsonb_typeof(value) <> 'string' then 'wrong_type' end,
        case when jsonb_typeof(value) = 'string' and value #>> '{}' = '' then 'empty' end,
        case when jsonb_typeof(value) = 'string' and length(value #>> '{}') > longest then 'too_long' end
    ],
    null
);

comment on function hardal_private.text_faults(jsonb, int) is
'The error codes for a text of at most so many characters: wrong_type, empty or too_long; none where it is well or absent';
