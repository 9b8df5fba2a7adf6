-- Returns a created_at that is later by this much. A created_at that is no time stays as it is: the
-- rules reject it.
create or replace function hardal_private.shift_time(created_at jsonb, skew interval)
returns jsonb
language sql
stable
parallel safe
return coalesce(
    case
        when
            skew is not null
            and jsonb_typeof(created_at) = 'string'
            -- ten years more or less stay within the years that PostgreSQL prints
            and hardal_private.parse_timestamp(created_at #>> '{}')
            between '0020-01-01' and '9980-01-01'
            then to_jsonb(
                to_char(
                    (hardal_private.parse_timestamp(created_at #>> '{}') + skew)
                    at time zone 'UTC',
                    'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
                )
            )
    end,
    created_at
);

comment on function hardal_private.shift_time(jsonb, interval) is
'A created_at, later by the time by which the sender''s clock is behind';
