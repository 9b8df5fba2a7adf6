-- Returns every fault of an event, not only the first one. This is the whole rule set of
-- docs/ingest.md. The rules of a field are in <field>_faults.sql beside this file; client_id and
-- hardal_server_request_id share text_faults.sql.
-- Ingest calls it only for events that do not pass the quick checks of the same rules:
-- look_over_batch and quick_check_event. Tests compare the three functions. If they differed,
-- event_errors would be right.
create or replace function hardal_private.event_errors(
    event jsonb, oldest timestamptz, newest timestamptz, max_bytes int
)
returns jsonb
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with value as (
        -- one row, none where the event is not an object; a field that is null counts as absent
        select
            nullif(event_errors.event -> 'event_name', 'null') as event_name,
            nullif(event_errors.event -> 'id', 'null') as id,
            nullif(event_errors.event -> 'hardal_server_request_id', 'null') as request_id,
            nullif(event_errors.event -> 'client_id', 'null') as client_id,
            nullif(event_errors.event -> 'properties', 'null') as properties,
            nullif(event_errors.event -> 'created_at', 'null') as created_at
        where jsonb_typeof(event_errors.event) = 'object'
    ),

    fault (place, field, code, message) as (
        select 0, null, 'not_an_object', 'an event is a JSON object'
        where jsonb_typeof(event_errors.event) <> 'object'
        union all
        select 0, null, f.code, f.message
        from hardal_private.size_faults(event_errors.event, event_errors.max_bytes) as f
        union all
        select 1, 'event_name', f.code, f.message
        from value as v
        cross join lateral hardal_private.event_name_faults(v.event_name) as f
        union all
        select 2, 'id', f.code, f.message
        from value as v
        cross join lateral hardal_private.id_faults(v.id) as f
        union all
        select 3, 'hardal_server_request_id', f.code, f.message
        from value as v
        cross join lateral
            hardal_private.text_faults('hardal_server_request_id', v.request_id) as f
        union all
        select 4, 'client_id', f.code, f.message
        from value as v
        cross join lateral hardal_private.text_faults('client_id', v.client_id) as f
        union all
        select 5, 'properties', f.code, f.message
        from value as v
        cross join lateral
            hardal_private.properties_faults(v.properties, event_errors.max_bytes) as f
        union all
        select 6, 'created_at', f.code, f.message
        from value as v
        cross join lateral hardal_private.created_at_faults(
            v.created_at, event_errors.oldest, event_errors.newest
        ) as f
        union all
        select 7, f.field, f.code, f.message
        from hardal_private.unknown_field_faults(event_errors.event) as f
    )

    select jsonb_agg(
        jsonb_build_object('field', t.field, 'code', t.code, 'message', t.message)
        order by t.place, t.field collate "C", t.code collate "C"
    )
    from (
        select *
        from fault as f
        order by f.place, f.field collate "C", f.code collate "C"
        limit 20
    ) as t
$$;

comment on function hardal_private.event_errors(jsonb, timestamptz, timestamptz, int) is
'Every fault of an event (up to 20) as an array of field, code and message; '
'null where the event has none. created_at lies between oldest and newest; '
'properties have at most max_bytes bytes as text';
