-- The rules of an event, field by field: INGEST's table, in SQL, once. Every fault of every field is reported, not the first one.
-- Null for an event that breaks none.
create or replace function hardal_private.event_errors(
    event jsonb, oldest timestamptz, newest timestamptz, max_bytes int
)
returns jsonb
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with field as (
        -- each field that is there, null counting as absent
        select
            f.field,
            f.place,
            f.longest,
            nullif(event_errors.event -> f.field, 'null') as value
        from (
            values
            ('event_name', 1, 200),
            ('id', 2, null),
            ('hardal_server_request_id', 3, 256),
            ('client_id', 4, 256),
            ('properties', 5, null),
            ('created_at', 6, null)
        ) as f (field, place, longest)
        where jsonb_typeof(event_errors.event) = 'object'
    ),

    fault as (
        select 0 as place, null as field, 'not_an_object' as code, 'an event is a JSON object' as message
        where jsonb_typeof(event_errors.event) <> 'object'

        union all
        select f.place, f.field, 'required', 'event_name is required'
        from field as f
        where f.field = 'event_name' and f.value is null

        union all
        -- properties have a limit of their own; a clean event has less than 8 KiB beside them
        select 0, null, 'too_large', format('what is beside properties has at most %s bytes', b.max_bytes)
        from (select greatest(event_errors.max_bytes, 8192) as max_bytes) as b
        where hardal_private.is_larger(
            case
                when jsonb_typeof(event_errors.event) = 'object' then event_errors.event - 'properties'
                else event_errors.event
            end,
            b.max_bytes
        )

        union all
        select
            f.place,
            f.field,
            t.code,
            case t.code
                when 'wrong_type' then format('%s is a string, not a JSON %s', f.field, jsonb_typeof(f.value))
                when 'empty' then format('%s is empty: give it a value%s', f.field, case when f.field <> 'event_name' then ', or leave it out' end)
                else format('%s has at most %s characters', f.field, f.longest)
            end
        from field as f
        cross join lateral unnest(hardal_private.text_faults(f.value, f.longest)) as t (code)
        where f.longest is not null

        union all
        -- classes spelled out, so that no locale changes them: Unicode's Cc, then Unicode's White_Space
        select f.place, f.field, n.code, n.message
        from field as f
        cross join lateral (
            select
                'control_character' as code,
                'event_name holds a control character (a line break or a tab, perhaps)' as message
            where f.value #>> '{}' ~ '[\u0001-\u001f\u007f-\u009f]'
            union all
            select 'empty', 'event_name is only white space'
            where f.value #>> '{}' ~ '^[\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$'
        ) as n
        where f.field = 'event_name' and jsonb_typeof(f.value) = 'string'

        union all
        select
            f.place,
            f.field,
            case jsonb_typeof(f.value) when 'string' then 'invalid_uuid' else 'wrong_type' end,
            'id is a UUID as a string, such as 0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b; leave it out to get one'
        from field as f
        where
            f.field = 'id'
            and (
                jsonb_typeof(f.value) <> 'string'
                or f.value #>> '{}' !~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$'
            )

        union all
        select
            f.place, f.field, 'wrong_type', format('properties is a JSON object, not a JSON %s', jsonb_typeof(f.value))
        from field as f
        where f.field = 'properties' and jsonb_typeof(f.value) <> 'object'

        union all
        select
            f.place,
            f.field,
            p.code,
            case p.code
                when 'too_large' then format('properties have at most %s bytes', event_errors.max_bytes)
                when 'too_deep' then 'properties are nested at most 32 levels deep'
                else 'a number in properties is below 1e40, with at most 40 digits after the point: send it as a string'
            end
        from field as f
        cross join lateral unnest(hardal_private.properties_faults(f.value, event_errors.max_bytes)) as p (code)
        where f.field = 'properties' and jsonb_typeof(f.value) = 'object'

        union all
        select f.place, f.field, t.code, t.message
        from field as f
        cross join lateral (
            select case
                when jsonb_typeof(f.value) = 'string' then hardal_private.parse_timestamp(f.value #>> '{}')
            end as created_at
        ) as p
        cross join lateral (
            select 'wrong_type' as code, 'created_at is a string such as 2024-10-06T12:34:56Z' as message
            where jsonb_typeof(f.value) <> 'string'
            union all
            select 'invalid_timestamp', 'created_at is not a date and time such as 2024-10-06T12:34:56Z (RFC 3339)'
            where jsonb_typeof(f.value) = 'string' and p.created_at is null
            union all
            select 'too_old', format('created_at is before %s, the oldest time that is kept', to_jsonb(event_errors.oldest) #>> '{}')
            where p.created_at < event_errors.oldest
            union all
            select 'in_future', 'created_at is more than 24 hours ahead: is the sender''s clock right?'
            where p.created_at > event_errors.newest
        ) as t
        where f.field = 'created_at'

        union all
        select
            7,
            left(k.key, 200),
            'unknown_field',
            format('%s is not a field of an event: put it into properties', to_jsonb(left(k.key, 200)))
        from jsonb_object_keys(
            case when jsonb_typeof(event_errors.event) = 'object' then event_errors.event else '{}' end
        ) as k (key)
        where not exists (select from field as f where f.field = k.key)
    )

    select jsonb_agg(
        jsonb_build_object('field', t.field, 'code', t.code, 'message', t.message) order by t.place, t.field collate "C", t.code collate "C"
    )
    from (select * from fault order by place, field collate "C", code collate "C" limit 20) as t
$$;

comment on function hardal_private.event_errors(jsonb, timestamptz, timestamptz, int) is
'Every fault of an event (up to 20) as an array of field, code and message; null where it has none';
