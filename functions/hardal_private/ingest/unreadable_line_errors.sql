-- Returns the errors of a line of NDJSON that could not be read, in the form that event_errors
-- returns.
create or replace function hardal_private.unreadable_line_errors(
    fault text, line bytea, max_bytes int
)
returns jsonb
language sql
immutable
parallel safe
return case
    when fault is not null
        then jsonb_build_array(jsonb_build_object(
            'field', null,
            'code', 'invalid_json',
            'message', 'the line is no JSON that can be stored: ' || left(fault, 200)
        ))
        || case
            when octet_length(line) > greatest(max_bytes, 8192)
                then jsonb_build_array(jsonb_build_object(
                    'field', null,
                    'code', 'too_large',
                    'message', format(
                        'a line that cannot be read has at most %s bytes', greatest(max_bytes, 8192)
                    )
                ))
            else '[]'
        end
end;

comment on function hardal_private.unreadable_line_errors(text, bytea, int) is
'The errors of a line that could not be read for the reason in fault: invalid_json, and too_large '
'where it has more than max_bytes bytes (8 KiB at least); null where fault is null';
