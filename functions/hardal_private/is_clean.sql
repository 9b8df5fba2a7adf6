-- Whether an event breaks no rule: event_errors in its cheap form, for the many that are well. One expression, inlined
-- into the statement that reads a batch. A test holds the two together; where they differed, event_errors would be right.
create or replace function hardal_private.is_clean(event jsonb, oldest timestamptz, newest timestamptz)
returns boolean
language sql
stable
parallel safe
return coalesce(
    jsonb_typeof(event) = 'object'
    and event - '{event_name,id,hardal_server_request_id,client_id,properties,created_at}'::text[] = '{}'
    and hardal_private.text_fault(event -> 'event_name', 200) is null
    and event ->> 'event_name' !~ '[\u0001-\u001f\u007f-\u009f]'
    and event ->> 'event_name' ~ '[^ \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]'
    and (
        event ->> 'id' is null
        or jsonb_typeof(event -> 'id') = 'string'
        and event ->> 'id' ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$'
    )
    and hardal_private.text_fault(nullif(event -> 'hardal_server_request_id', 'null'), 256) is null
    and hardal_private.text_fault(nullif(event -> 'client_id', 'null'), 256) is null
    and jsonb_typeof(coalesce(event -> 'properties', 'null')) in ('object', 'null')
    and (
        event ->> 'created_at' is null
        or jsonb_typeof(event -> 'created_at') = 'string'
        and hardal_private.parse_timestamp(event ->> 'created_at') between oldest and newest
    ),
    false
);

comment on function hardal_private.is_clean(jsonb, timestamptz, timestamptz) is
'Whether event_errors finds nothing in an event, told more cheaply';
