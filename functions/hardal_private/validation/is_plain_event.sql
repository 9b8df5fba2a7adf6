-- Tells of a small event that it breaks no rule, apart from those that its caller checks: that the
-- id and the time can be read, that the time is in range, and the text of the properties. False
-- means "look at it". Such an event may break no rule: examples are a field that is null, a name in
-- another script, more than 2,000 bytes.
-- A request with one event spends most of its time on preparing expressions. One jsonpath is one
-- step to prepare, whatever it says. type() tells an array from what is in it.
-- The function is inlined where it is called: it is STABLE, because pg_column_size is.
create or replace function hardal_private.is_plain_event(event jsonb)
returns boolean
language sql
stable
parallel safe
return coalesce(
    jsonb_typeof(event) = 'object'
    and pg_column_size(event) < 2000
    and event - '{event_name,id,hardal_server_request_id,client_id,properties,created_at}'::text[]
    = '{}'
    and jsonb_path_match(
        event,
        '$.event_name.type() == "string"
        && !exists($.id.type() ? (@ != "string"))
        && !exists($.hardal_server_request_id.type() ? (@ != "string"))
        && !exists($.client_id.type() ? (@ != "string"))
        && !exists($.created_at.type() ? (@ != "string"))
        && !exists($.properties.type() ? (@ != "object"))
        && !exists($.**{33}.type() ? (@ == "object" || @ == "array"))'
    )
    and event ->> 'event_name' ~ '^ *[!-~][ -~]*$'
    and length(event ->> 'event_name') <= 200
    and coalesce(length(event ->> 'hardal_server_request_id') between 1 and 256, true)
    and coalesce(length(event ->> 'client_id') between 1 and 256, true),
    false
);

comment on function hardal_private.is_plain_event(jsonb) is
'Whether a small event breaks no rule at first sight, apart from its id, its time and the text of '
'its properties; false means that event_errors may find nothing all the same';
