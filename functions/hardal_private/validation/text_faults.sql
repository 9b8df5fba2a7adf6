-- Returns the faults of client_id or hardal_server_request_id. Both follow the same rules.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.text_faults(field text, value jsonb)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        fault.code,
        fault.message
    from (
        values
        (
            'wrong_type',
            jsonb_typeof(value) <> 'string',
            format('%s is a string, not a JSON %s', field, jsonb_typeof(value))
        ),
        (
            'empty',
            value = '""',
            format('%s is empty: give it a value, or leave it out', field)
        ),
        (
            'too_long',
            case when jsonb_typeof(value) = 'string' then length(value #>> '{}') > 256 end,
            format('%s has at most 256 characters', field)
        )
    ) as fault (code, found, message)
    where fault.found;
end;

comment on function hardal_private.text_faults(text, jsonb) is
'The faults of client_id or hardal_server_request_id, as code and message; none where it is null';
