-- Returns the faults of id. Null has no fault: an event without an id gets one.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.id_faults(value jsonb)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        case jsonb_typeof(value) when 'string' then 'invalid_uuid' else 'wrong_type' end as code,
        'id is a UUID as a string, such as 0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b; '
        'leave it out to get one' as message
    where
        case jsonb_typeof(value)
            when 'string' then hardal_private.read_uuid(value #>> '{}') is null
            else value is not null
        end;
end;

comment on function hardal_private.id_faults(jsonb) is
'The faults of an id, as code and message; none where it is null';
