-- Stores a batch and answers for each of its events. For a batch without faults, three statements
-- do the work: the first checks and reads the batch, the second writes the ledger, the third writes
-- the events. The outcome of each event is determined only where the ledger took fewer ids than the
-- batch has events.
-- The order (partitions, then the ledger by id, then the events) keeps concurrent batches from
-- deadlocks.
-- At the end it marks the periods of events that land before the boundary: see roll_up.
--
-- Arguments:
-- - idempotency_key is the request's Idempotency-Key;
-- - dry: store nothing;
-- - partitions: make the missing partitions first;
-- - again: a try before has met an id that is known, or that stands twice in the batch;
-- - lines, raws and faults belong to NDJSON: the line number of each event, and the bytes and the
--   reason for a line that could not be read. events holds null in the place of this line;
-- - row_ids is the id under which each event is kept where it is rejected; received and
--   same_id_is_same belong to an import: see import_lines;
-- - deadline is the time at which all waits for locks together have to end.
create or replace function template__store.store_events(
    events jsonb,
    idempotency_key text,
    dry boolean,
    partitions boolean,
    again boolean,
    lines bigint[],
    raws bytea[],
    faults text[],
    row_ids uuid[],
    received timestamptz[],
    same_id_is_same boolean,
    deadline timestamptz
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    -- the time of receipt
    v_now timestamptz;
    v_boundary timestamptz;
    -- each try of ingest reads the limits anew: once the horizon has moved, an event of a dropped
    -- month is too old
    v_limits record := hardal_private.tenant_limits('template');
    v_oldest timestamptz := v_limits.oldest;
    v_newest timestamptz := v_limits.newest;
    v_max_bytes int := v_limits.max_event_bytes;
    v_look record := hardal_private.look_over_batch(events);
    v_batch_passed boolean := v_look.passed;
    v_plain_numbers boolean := v_look.plain_numbers;
    v_all_pass boolean := false;
    -- an entry for each event, in the order sent; ids, times and digests are null where the event
    -- breaks a rule
    v_ids uuid[];
    v_times timestamptz[];
    v_digests bigint[];
    v_errors jsonb[];
    -- whether an event may lie before the boundary, so that its period needs a mark
    v_late boolean := true;
    -- whether all ids are taken for new
    v_all_new boolean := false;
    -- the ids that were new to the ledger
    v_entered uuid[];
    -- an entry for each event: its id where it is stored, else null
    v_accepted uuid[];
    v_outcomes text[];
    -- duplicates that say something else than the known event
    v_differing int := 0;
    -- until then at most 0.2 s of the 2 s have passed, and lock_timeout needs no new value
    v_early_until timestamptz := deadline - interval '1.8 s';
begin
    if not dry then
        -- from here on running_writers lists this transaction
        lock table template__store.event_ids in row exclusive mode;
    end if;
    -- A statement of its own after the lock, so that it sees what was committed before an erasure
    -- or roll_up listed the writers. A transaction that began before the erasure and was not listed
    -- receives its events after the time that the erasure covers.
    select
        greatest(hardal_private.clock(), b.received_from),
        b.boundary::timestamp at time zone 'UTC'
    into v_now, v_boundary
    from template__store.boundary as b;

    if v_batch_passed then
        -- no cast here can fail, because the batch passed look_over_batch; a time without a zone
        -- is UTC, because ingest sets the time zone
        select
            array_agg(
                hardal_private.event_id(
                    r.event, 'template', store_events.idempotency_key, r.place
                )
            ),
            array_agg(coalesce(r.created_at, v_now)),
            array_agg(
                case
                    when v_plain_numbers then hardal_private.plain_digest(r.event)
                    else hardal_private.event_digest(r.event)
                end
            ),
            bool_and(
                hardal_private.quick_check_event(
                    r.event, r.created_at, v_oldest, v_newest, v_max_bytes, true
                )
            ),
            min(coalesce(r.created_at, v_now)) < v_boundary
        into v_ids, v_times, v_digests, v_all_pass, v_late
        from (
            select
                e.event,
                e.place,
                hardal_private.cut_fraction(
                    e.event ->> 'created_at'
                )::timestamptz as created_at
            from jsonb_array_elements(store_events.events) with ordinality as e (event, place)
            offset 0 -- so that each time is read once
        ) as r;
    end if;
    if not v_all_pass then
        select r.ids, r.times, r.digests, r.errors
        into v_ids, v_times, v_digests, v_errors
        from hardal_private.read_events(
            events,
            'template',
            idempotency_key,
            raws,
            faults,
            v_now,
            v_oldest,
            v_newest,
            v_max_bytes,
            v_batch_passed
        ) as r;
    end if;

    if not dry then
        if partitions then
            perform template__store.make_partitions(v_times);
        end if;

        -- ON CONFLICT takes a lock and writes a record of WAL for each row. So a batch whose first
        -- and last ids are new is inserted without it. Where another id is known after all, ingest
        -- catches unique_violation and tries again. For a single event, looking at the ledger costs
        -- more than this saves.
        if not again and cardinality(v_ids) > 1 then
            v_all_new := not exists (
                select
                from template__store.event_ids as l
                where l.id in (v_ids[1], v_ids[cardinality(v_ids)])
            );
        end if;
        if v_all_new then
            insert into template__store.event_ids (id, created_at, digest)
            select
                s.id,
                s.created_at,
                s.digest
            from (
                select n.*
                from unnest(v_ids, v_times, v_digests) as n (id, created_at, digest)
                where n.id is not null
                order by n.id
                offset 0 -- so that the condition below runs between two rows of the insert
            ) as s
            where
                clock_timestamp() < v_early_until or hardal_private.set_lock_deadline(deadline);
            v_entered := array_remove(v_ids, null);
        else
            with entered as (
                insert into template__store.event_ids (id, created_at, digest)
                select
                    s.id,
                    s.created_at,
                    s.digest
                from (
                    select n.*
                    from unnest(v_ids, v_times, v_digests)
                        with ordinality as n (id, created_at, digest, place)
                    where n.id is not null
                    order by n.id, n.place
                    offset 0 -- so that the condition below runs between two rows of the insert
                ) as s
                where
                    clock_timestamp() < v_early_until
                    or hardal_private.set_lock_deadline(deadline)
                on conflict (id) do nothing
                returning id
            )

            select coalesce(array_agg(n.id), '{}') into v_entered
            from entered as n;
        end if;
    end if;

    if cardinality(v_entered) = cardinality(v_ids) then
        v_accepted := v_ids;
    else
        -- a statement of its own, so that it sees the rows that the insert conflicted with: their
        -- transactions have committed meanwhile
        v_outcomes := template__store.ledger_outcomes(v_ids, v_digests, v_entered);
        if same_id_is_same then
            v_differing := cardinality(array_positions(v_outcomes, 'id_conflict'));
            v_outcomes := array_replace(v_outcomes, 'id_conflict', 'duplicate');
        end if;
        if 'trimmed' = any (v_outcomes) then
            raise serialization_failure using
                message = 'the ledger was trimmed meanwhile: send it again';
        end if;
        v_accepted := array(
            select case when u.outcome = 'accepted' then u.id end
            from unnest(v_ids, v_outcomes) with ordinality as u (id, outcome, place)
            order by u.place
        );
    end if;

    if not dry then
        if clock_timestamp() >= v_early_until then
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
            case
                when jsonb_typeof(b.event -> 'properties') = 'object' then b.event -> 'properties'
                else '{}'
            end
        from rows from (
            jsonb_array_elements(store_events.events),
            unnest(v_accepted),
            unnest(v_times),
            unnest(store_events.received)
        ) as b (event, id, created_at, received_at)
        where b.id is not null;
        if v_late then
            perform template__store.mark_for_recount(array(
                select u.created_at
                from unnest(v_accepted, v_times) as u (id, created_at)
                where u.id is not null
            ));
        end if;
    end if;

    if v_outcomes is null then
        return jsonb_build_object(
            'accepted', cardinality(v_ids),
            'duplicates', 0,
            'rejected', 0,
            'ids', v_ids,
            'errors', '[]'::jsonb
        );
    end if;
    return template__store.answer_mixed_batch(
        events, idempotency_key, dry, lines, raws, row_ids, v_ids, v_errors, v_outcomes
    ) || case
        when same_id_is_same then jsonb_build_object('differing', v_differing)
        else '{}'
    end;
end
$$;

comment on function template__store.store_events(
    jsonb,
    text,
    boolean,
    boolean,
    boolean,
    bigint[],
    bytea[],
    text[],
    uuid[],
    timestamptz[],
    boolean,
    timestamptz
) is
'Stores an array of events and answers for each of them. ingest calls it, and calls it again after '
'check_violation (no partition), serialization_failure or unique_violation (an id that is known)';
