-- Returns the faults of properties. Null has no fault: properties are {} where they are absent.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.properties_faults(value jsonb, max_bytes int)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        'wrong_type' as code,
        format('properties is a JSON object, not a JSON %s', jsonb_typeof(value)) as message
    where jsonb_typeof(value) <> 'object'
    union all
    select
        l.code,
        case l.code
            when 'too_large' then format('properties have at most %s bytes', max_bytes)
            when 'too_deep' then 'properties are nested at most 32 levels deep'
            when 'number_out_of_range' then
                'a number in properties prints in more than 400 characters: send it as a string'
        end as message
    from
        unnest(
            case
                when jsonb_typeof(value) = 'object'
                    then hardal_private.exceeded_limits(value, max_bytes)
            end
        ) as l (code);
end;

comment on function hardal_private.properties_faults(jsonb, int) is
'The faults of properties, as code and message; none where they are null. '
'They have at most max_bytes bytes as text';
