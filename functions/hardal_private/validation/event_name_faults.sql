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
            (
                'empty',
                hardal_private.is_blank(name.text),
                case name.text
                    when '' then 'event_name is empty: give it a value'
                    else 'event_name is only white space or invisible characters'
                end
            ),
            ('too_long', length(name.text) > 200, 'event_name has at most 200 characters'),
            -- Unicode's Cc, spelled out so that no locale changes it
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
