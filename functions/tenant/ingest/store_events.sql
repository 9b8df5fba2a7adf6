-- Stores a batch and answers for each of its events. Three statements do the work for a clean batch: one that checks
-- and reads it, one for the ledger, one for the events. What went wrong is looked into only where the counts differ.
-- The order (partitions, then the ledger by id, then events) is what keeps concurrent batches from deadlocking.
-- What lands in a day that may have been rolled up marks it, at the end: see roll_up.
--
-- key is the request's Idempotency-Key; dry stores nothing; partitions makes those that are missing beforehand; lines,
-- raws and faults are NDJSON's: the line of each event, and the bytes and the reason for those that could not be read,
-- whose place in events holds null; row_ids and received are an import's: see import_lines; until the deadline, all
-- waits for locks together may last.
create or replace function template__store.store_events(
    events jsonb,
    key text,
    dry boolean,
    partitions boolean,
    lines bigint[],
    raws bytea[],
    faults text[],
    row_ids uuid[],
    received timestamptz[],
    deadline timestamptz
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_now timestamptz := hardal_private.clock();
    -- read anew by each try of ingest's: once the horizon has moved, what was for a dropped month is too old
    v_limits record := hardal_private.tenant_limits('template');
    v_oldest timestamptz := v_limits.oldest;
    v_newest timestamptz := v_now + interval '24 hours';
    v_max_bytes int := v_limits.max_event_bytes;
    v_plain boolean := hardal_private.quick_check_batch(events);
    v_clean boolean := false;
    -- an entry an event, in the order sent; null where the event breaks a rule
    v_ids uuid[];
    v_times timestamptz[];
    v_digests bigint[];
    v_errors jsonb[];
    -- whether one may have to be marked
    v_late boolean := true;
    -- the ids that were new to the ledger, and those of the events to store in their places
    v_entered uuid[];
    v_accepted uuid[];
    v_outcomes text[];
    -- until then nobody can have waited long
    v_soon timestamptz := deadline - interval '1.8 s';
begin
    if v_plain then
        -- nothing here can fail: a cast reads what is plain
        select
            array_agg(hardal_private.event_id(r.event, 'template', store_events.key, r.place)),
            array_agg(coalesce(r.created_at, v_now)),
            array_agg(hardal_private.event_digest(r.event)),
            bool_and(hardal_private.quick_check_event(r.event, r.created_at, v_oldest, v_newest, v_max_bytes, true)),
            min(coalesce(r.created_at, v_now)) < (select b.boundary::timestamp at time zone 'UTC' from template__store.boundary as b)
        into v_ids, v_times, v_digests, v_clean, v_late
        from (
            select
                e.event,
                e.place,
                (e.event ->> 'created_at')::timestamptz as created_at
            from jsonb_array_elements(store_events.events) with ordinality as e (event, place)
            offset 0 -- so that each time is read once
        ) as r;
    end if;
    if not v_clean then
        select r.ids, r.times, r.digests, r.errors
        into v_ids, v_times, v_digests, v_errors
        from hardal_private.read_events(
            events, 'template', key, raws, faults, v_now, v_oldest, v_newest, v_max_bytes, v_plain
        ) as r;
    end if;

    if not dry then
        if partitions then
            perform template__store.make_partitions(v_times);
        end if;

        with entered as (
            insert into template__store.event_ids (id, created_at, digest)
            select
                s.id,
                s.created_at,
                s.digest
            from (
                select n.*
                from unnest(v_ids, v_times, v_digests) with ordinality as n (id, created_at, digest, place)
                where n.id is not null
                order by n.id, n.place
                offset 0 -- so that what follows is asked between one row's insert and the next
            ) as s
            where clock_timestamp() < v_soon or hardal_private.set_lock_deadline(deadline)
            on conflict (id) do nothing
            returning id
        )

        select coalesce(array_agg(n.id), '{}') into v_entered
        from entered as n;
    end if;

    if cardinality(v_entered) = cardinality(v_ids) then
        v_accepted := v_ids;
    else
        -- a statement of its own, so that it sees what those that it conflicted with have committed
        v_outcomes := template__store.outcomes(v_ids, v_digests, v_entered);
        if 'gone' = any (v_outcomes) then
            raise serialization_failure using message = 'the ledger was trimmed meanwhile: send it again';
        end if;
        v_accepted := array(
            select case when u.outcome = 'accepted' then u.id end
            from unnest(v_ids, v_outcomes) with ordinality as u (id, outcome, place)
            order by u.place
        );
    end if;

    if not dry then
        if clock_timestamp() >= v_soon then
            perform hardal_private.set_lock_deadline(deadline);
        end if;
        insert into template__store.events (
            id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties
        )
        select
            b.id,
            b.created_at,
            coalesce(b.received_at, v_now),
            b.event ->> 'event_name',
            b.event ->> 'hardal_server_request_id',
            b.event ->> 'client_id',
            case when jsonb_typeof(b.event -> 'properties') = 'object' then b.event -> 'properties' else '{}' end
        from rows from (
            jsonb_array_elements(store_events.events), unnest(v_accepted), unnest(v_times), unnest(store_events.received)
        ) as b (event, id, created_at, received_at)
        where b.id is not null;
        if v_late then
            perform template__store.mark_periods(array(
                select u.created_at
                from unnest(v_accepted, v_times) as u (id, created_at)
                where u.id is not null
            ));
        end if;
    end if;

    if v_outcomes is null then
        return jsonb_build_object(
            'accepted', cardinality(v_ids), 'duplicates', 0, 'rejected', 0, 'ids', v_ids, 'errors', '[]'::jsonb
        );
    end if;
    return template__store.answer(events, key, dry, lines, raws, row_ids, v_ids, v_errors, v_outcomes);
end
$$;

comment on function template__store.store_events(
    jsonb, text, boolean, boolean, bigint[], bytea[], text[], uuid[], timestamptz[], timestamptz
) is
'Stores an array of events and answers what became of each; called by ingest, which sees to what passes';
