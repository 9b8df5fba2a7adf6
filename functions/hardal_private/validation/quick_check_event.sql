-- Returns exactly event_errors' verdict for one event, more cheaply: a quick check for the many
-- events that break no rule. The function is one expression, so that it is inlined into the
-- statement that reads a batch. Tests compare it with event_errors. If the two differed,
-- event_errors would be right.
-- created_at is the time in the event's field created_at, which the caller has read already; null
-- where the field holds no time. batch_passed is the verdict of look_over_batch: where it is
-- true, ids, names, depth and numbers are not looked at again.
create or replace function hardal_private.quick_check_event(
    event jsonb,
    created_at timestamptz,
    oldest timestamptz,
    newest timestamptz,
    max_bytes int,
    batch_passed boolean
)
returns boolean
language sql
stable
parallel safe
return coalesce(
    jsonb_typeof(event) = 'object'
    and event - '{event_name,id,hardal_server_request_id,client_id,properties,created_at}'::text[]
    = '{}'
    and jsonb_typeof(event -> 'event_name') = 'string'
    and length(event ->> 'event_name') <= 200
    and (
        batch_passed
        or event ->> 'event_name' !~ '[\u0001-\u001f\u007f-\u009f]'
        and not hardal_private.is_blank(event ->> 'event_name')
        -- LIKE and one class that must not match cost a fifth of the whole pattern
        and (
            jsonb_typeof(coalesce(event -> 'id', 'null')) = 'null'
            or jsonb_typeof(event -> 'id') = 'string'
            and event ->> 'id' like '________-____-____-____-____________'
            and event ->> 'id' !~ '[^0-9a-fA-F-]'
            and replace(event ->> 'id', '-', '') like '________________________________'
        )
    )
    and (
        jsonb_typeof(event -> 'hardal_server_request_id') = 'string'
        and event ->> 'hardal_server_request_id' <> ''
        and length(event ->> 'hardal_server_request_id') <= 256
        or jsonb_typeof(coalesce(event -> 'hardal_server_request_id', 'null')) = 'null'
    )
    and (
        jsonb_typeof(event -> 'client_id') = 'string'
        and event ->> 'client_id' <> ''
        and length(event ->> 'client_id') <= 256
        or jsonb_typeof(coalesce(event -> 'client_id', 'null')) = 'null'
    )
    and (
        jsonb_typeof(event -> 'properties') = 'object'
        -- text is at most 7 times as large as jsonb: the text of a number with 40 zeros before and
        -- after the point
        and (
            batch_passed and pg_column_size(event) * 8 <= max_bytes
            or hardal_private.exceeded_limits(event -> 'properties', max_bytes) = '{}'
        )
        or jsonb_typeof(coalesce(event -> 'properties', 'null')) = 'null'
    )
    and (
        created_at between oldest and newest
        or jsonb_typeof(coalesce(event -> 'created_at', 'null')) = 'null'
    ),
    false
);

comment on function hardal_private.quick_check_event(
    jsonb, timestamptz, timestamptz, timestamptz, int, boolean
) is
'Whether event_errors finds no fault in an event: exactly its verdict, more cheaply. '
'created_at is the time in the event''s field, null where it holds none; '
'batch_passed is the verdict of look_over_batch';
