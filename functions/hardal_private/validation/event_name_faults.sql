-- Returns the faults of event_name, the only required field.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.event_name_faults(value jsonb)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        fault.code,
        fault.message
    from (select case when jsonb_typeof(value) = 'string' then value #>> '{}' end as text) as name
    cross join
        lateral (
            values
            ('required', value is null, 'event_name is required'),
            (
                'wrong_type',
                jsonb_typeof(value) <> 'string',
                format('event_name is a string, not a JSON %s', jsonb_typeof(value))
            ),
            ('empty', name.text = '', 'event_name is empty: give it a value'),
            -- Unicode's White_Space, spelled out so that no locale changes it
            (
                'empty',
                name.text ~ (
                    '^[\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a'
                    '\u2028\u2029\u202f\u205f\u3000]+$'
                ),
                'event_name is only white space'
            ),
            ('too_long', length(name.text) > 200, 'event_name has at most 200 characters'),
            -- Unicode's Cc, spelled out for the same reason
            (
                'control_character',
                name.text ~ '[\u0001-\u001f\u007f-\u009f]',
                'event_name holds a control character (a line break or a tab, perhaps)'
            )
        ) as fault (code, found, message)
    where fault.found;
end;

comment on function hardal_private.event_name_faults(jsonb) is
'The faults of an event_name, as code and message; null is an absent event_name';
