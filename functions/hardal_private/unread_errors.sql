-- Why a line of NDJSON is no event, in the shape of event_errors; null where it was read.
create or replace function hardal_private.unread_errors(fault text)
returns jsonb
language sql
immutable
parallel safe
return case
    when fault is not null then jsonb_build_array(jsonb_build_object(
        'field', null,
        'code', 'invalid_json',
        'message', 'the line is no JSON that can be stored: ' || left(fault, 200)
    ))
end;

comment on function hardal_private.unread_errors(text) is
'The faults of a line that could not be read, for this reason: invalid_json; null where there is none';
