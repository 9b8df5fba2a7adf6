-- Returns a fault for each field that an event may not have. The name of such a field is cut to
-- 200 characters, so that a huge name does not make a huge answer.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.unknown_field_faults(event jsonb)
returns table (field text, code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        left(k.name, 200) as field,
        'unknown_field' as code,
        format(
            '%s is not a field of an event: put it into properties', to_jsonb(left(k.name, 200))
        ) as message
    from
        jsonb_object_keys(
            case when jsonb_typeof(event) = 'object' then event else '{}' end
            - '{event_name,id,hardal_server_request_id,client_id,properties,created_at}'::text[]
        ) as k (name);
end;

comment on function hardal_private.unknown_field_faults(jsonb) is
'A fault for each unknown field of an event, as field, code and message; '
'none where the event is not an object';
