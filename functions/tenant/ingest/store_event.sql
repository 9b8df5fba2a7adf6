-- Stores a single event that is plain and new, and answers for it: store_events in short, for the
-- requests with one event. What costs time there is the start of each statement and of each
-- expression, so that one row is stored without arrays.
-- Returns null, and has stored nothing, where the event is not at first sight free of faults, or
-- where its id is known. Raises an error of the class 22 where the id or the time is none. In both
-- cases store_events has to do all of the work. Where the two differ, store_events is right.
create or replace function template__store.store_event(
    event jsonb, idempotency_key text, deadline timestamptz
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_now timestamptz;
    v_boundary timestamptz;
    v_limits record;
    v_time constant text := event ->> 'created_at';
    v_properties constant jsonb := coalesce(event -> 'properties', '{}');
    v_bytes int;
    v_created_at timestamptz;
    v_id uuid;
begin
    if not hardal_private.is_plain_event(event) then
        return null;
    end if;
    v_id := hardal_private.event_id(event, 'template', idempotency_key, 1);
    v_created_at := v_time::timestamptz;
    -- A cast takes more than the forms of docs/ingest.md. What it prints is compared with what was
    -- sent, so that only UTC passes, without second 60 and 24:00.
    if
        event ->> 'id' not like '________-____-____-____-____________'
        or v_time is not null and (
            left(v_created_at::text, 19) <> replace(left(v_time, 19), 'T', ' ')
            or substr(v_time, 20) !~ '^(\.[0-9]{1,6})?Z$'
        )
    then
        return null;
    end if;
    -- as in store_events: first the lock, then the boundary and the limits
    lock table template__store.event_ids in row exclusive mode;
    select
        greatest(hardal_private.clock(), b.received_from),
        b.boundary::timestamp at time zone 'UTC'
    into v_now, v_boundary
    from template__store.boundary as b;
    v_limits := hardal_private.tenant_limits('template');
    v_created_at := coalesce(v_created_at, v_now);
    v_bytes := octet_length(v_properties::text);
    if
        v_time is not null and v_created_at not between v_limits.oldest and v_limits.newest
        or v_bytes > v_limits.max_event_bytes
    then
        return null;
    end if;
    -- no number may print in more than 400 characters; few events have numbers that are as long
    -- together
    if v_bytes > 400 and length(
        jsonb_path_query_array(v_properties, 'strict $.** ? (@.type() == "number")')::text
    ) > 400 then
        return null;
    end if;

    insert into template__store.event_ids (id, created_at, digest)
    values (v_id, v_created_at, hardal_private.event_digest(event))
    on conflict (id) do nothing;
    if not found then
        return null;
    end if;
    if clock_timestamp() >= deadline - interval '1.8 s' then
        perform hardal_private.set_lock_deadline(deadline);
    end if;
    insert into template__store.events (
        id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties
    )
    values (
        v_id,
        v_created_at,
        v_now,
        event ->> 'event_name',
        event ->> 'hardal_server_request_id',
        event ->> 'client_id',
        v_properties
    );
    if v_created_at < v_boundary then
        perform template__store.mark_for_recount(array[v_created_at]);
    end if;
    return jsonb_build_object(
        'accepted', 1, 'duplicates', 0, 'rejected', 0, 'ids', array[v_id], 'errors', '[]'::jsonb
    );
end
$$;

comment on function template__store.store_event(jsonb, text, timestamptz) is
'Stores one event that breaks no rule and whose id is new, and answers for it; null for any other, '
'of which it has stored nothing';
