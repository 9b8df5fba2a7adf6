-- Whether an event breaks no rule: event_errors in its cheap form, for the many that are well. One expression, inlined
-- into the statement that reads a batch. created_at is what the event's names, read there anyway; plain says that
-- quick_check_batch has found the ids, names, depth and numbers of the whole batch to be well.
-- A test holds the two together; where they differed, event_errors would be right.
create or replace function hardal_private.quick_check_event(
    event jsonb,
    created_at timestamptz,
    oldest timestamptz,
    newest timestamptz,
    max_bytes int,
    plain boolean
)
returns boolean
language sql
stable
parallel safe
return coalesce(
    jsonb_typeof(event) = 'object'
    and event - '{event_name,id,hardal_server_request_id,client_id,properties,created_at}'::text[] = '{}'
    and jsonb_typeof(event -> 'event_name') = 'string'
    and length(event ->> 'event_name') <= 200
    and (
        plain
        or event ->> 'event_name' !~ '[\u0001-\u001f\u007f-\u009f]'
        and event ->> 'event_name' ~ '[^ \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]'
        -- a like and a class that must not match are a fifth of the price of the whole pattern
        and (
            jsonb_typeof(coalesce(event -> 'id', 'null')) = 'null'
            or jsonb_typeof(event -> 'id') = 'string'
            and event ->> 'id' like '________-____-____-____-____________'
            and event ->> 'id' !~ '[^0-9a-fA-F-]'
            and replace(event ->> 'id', '-', '') like '________________________________'
        )
    )
    and (
        jsonb_typeof(coalesce(event -> 'hardal_server_request_id', 'null')) = 'null'
        or jsonb_typeof(event -> 'hardal_server_request_id') = 'string'
        and event ->> 'hardal_server_request_id' <> ''
        and length(event ->> 'hardal_server_request_id') <= 256
    )
    and (
        jsonb_typeof(coalesce(event -> 'client_id', 'null')) = 'null'
        or jsonb_typeof(event -> 'client_id') = 'string'
        and event ->> 'client_id' <> ''
        and length(event ->> 'client_id') <= 256
    )
    and (
        jsonb_typeof(coalesce(event -> 'properties', 'null')) = 'null'
        or jsonb_typeof(event -> 'properties') = 'object'
        -- text is at most 7 times its jsonb: of a number with 40 zeros before and behind the point
        and (
            plain and pg_column_size(event) * 8 <= max_bytes
            or hardal_private.properties_faults(event -> 'properties', max_bytes) = '{}'
        )
    )
    and (
        jsonb_typeof(coalesce(event -> 'created_at', 'null')) = 'null'
        or created_at between oldest and newest
    ),
    false
);

comment on function hardal_private.quick_check_event(jsonb, timestamptz, timestamptz, timestamptz, int, boolean) is
'Whether event_errors finds nothing in an event, told more cheaply';
