-- Returns the faults of created_at, which must be a string in the form of RFC 3339 and lie from
-- oldest to newest. parse_timestamp.sql defines the form, tenants/tenant_limits.sql the range.
-- Null has no fault: an event without created_at gets the time of receipt.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.created_at_faults(
    value jsonb, oldest timestamptz, newest timestamptz
)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        fault.code,
        fault.message
    from (
        select
            case
                when jsonb_typeof(value) = 'string'
                    then hardal_private.parse_timestamp(value #>> '{}')
            end as at
    ) as parsed
    cross join
        lateral (
            values
            (
                'wrong_type',
                jsonb_typeof(value) <> 'string',
                'created_at is a string such as 2024-10-06T12:34:56Z'
            ),
            (
                'invalid_timestamp',
                jsonb_typeof(value) = 'string' and parsed.at is null,
                'created_at is not a date and time such as 2024-10-06T12:34:56Z (RFC 3339)'
            ),
            (
                'too_old',
                parsed.at < oldest,
                format(
                    'created_at is before %s, the oldest time that is kept',
                    to_jsonb(oldest) #>> '{}'
                )
            ),
            (
                'in_future',
                parsed.at > newest,
                'created_at is more than 24 hours ahead: is the sender''s clock right?'
            )
        ) as fault (code, found, message)
    where fault.found;
end;

comment on function hardal_private.created_at_faults(jsonb, timestamptz, timestamptz) is
'The faults of a created_at, which may lie from oldest to newest, as code and message; '
'none where it is null';
