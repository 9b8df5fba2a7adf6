-- Stores a batch and answers for each of its events. Three statements do the work for a clean batch: one that checks
-- and reads it, one for the ledger, one for the events. What went wrong is looked into only where the counts differ.
-- The order (partitions, then the ledger by id, then events) is what keeps concurrent batches from deadlocking.
--
-- key is the request's Idempotency-Key; dry stores nothing; lines, raws and faults are NDJSON's: the line of each event,
-- and the bytes and the reason for those that could not be read, whose place in events holds null.
create or replace function template__store.store_events(
    events jsonb, key text, dry boolean, lines bigint[], raws bytea[], faults text[]
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_now timestamptz := hardal_private.clock();
    v_oldest timestamptz := v_now - interval '10 years';
    v_newest timestamptz := v_now + interval '24 hours';
    v_limits record := hardal_private.tenant_limits('template');
    v_plain boolean;
    -- an entry an event, in the order sent; null where the event breaks a rule
    v_ids uuid[];
    v_times timestamptz[];
    v_digests bigint[];
    v_errors jsonb[];
    v_outcomes text[];
    v_entered uuid[];
begin
    -- at once for a batch of ordinary size; a huge one event by event, which bounds the memory
    v_plain := pg_column_size(events) < 16777216 and not hardal_private.is_odd_batch(events);

    -- unnest keeps the order, and so does an aggregate over it
    select
        array_agg(
            case
                when not b.clean then null
                when b.event ->> 'id' is not null then (b.event ->> 'id')::uuid
                when store_events.key is not null then hardal_private.derived_id('template', store_events.key, b.place::int - 1)
                else hardal_private.uuid_v7()
            end
        ),
        array_agg(case when b.clean then coalesce(b.created_at, v_now) end),
        array_agg(case when b.clean then hardal_private.event_digest(b.event) end),
        array_agg(
            case
                when not b.clean then coalesce(
                    hardal_private.unread_errors(store_events.faults[b.place]),
                    hardal_private.event_errors(b.event, v_oldest, v_newest, v_limits.max_event_bytes)
                )
            end
        )
    into v_ids, v_times, v_digests, v_errors
    from (
        select
            r.event,
            r.place,
            r.created_at,
            hardal_private.is_clean(r.event, r.created_at, v_oldest, v_newest, v_limits.max_event_bytes, v_plain) as clean
        from (
            select
                e.event,
                e.place,
                hardal_private.parse_timestamp(e.event ->> 'created_at') as created_at
            from jsonb_array_elements(store_events.events) with ordinality as e (event, place)
            offset 0 -- so that each time is read once, and each event checked once
        ) as r
        offset 0
    ) as b;

    if not dry then
        if template__store.lacks_partition(v_times) then
            perform template__store.make_partitions(v_times);
        end if;

        with entered as (
            insert into template__store.event_ids (id, created_at, digest)
            select
                n.id,
                n.created_at,
                n.digest
            from unnest(v_ids, v_times, v_digests) with ordinality as n (id, created_at, digest, place)
            where n.id is not null
            order by n.id, n.place
            on conflict (id) do nothing
            returning id
        )

        select coalesce(array_agg(n.id), '{}') into v_entered
        from entered as n;
    end if;

    if cardinality(v_entered) = cardinality(v_ids) then
        v_outcomes := array_fill('accepted'::text, array[cardinality(v_ids)]);
    else
        -- a statement of its own, so that it sees what those that it conflicted with have committed
        v_outcomes := template__store.outcomes(v_ids, v_digests, v_entered);
        if 'gone' = any (v_outcomes) then
            raise serialization_failure using message = 'the ledger was trimmed meanwhile: send it again';
        end if;
    end if;

    if not dry then
        insert into template__store.events (
            id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties
        )
        select
            b.id,
            b.created_at,
            v_now,
            b.event ->> 'event_name',
            b.event ->> 'hardal_server_request_id',
            b.event ->> 'client_id',
            case when jsonb_typeof(b.event -> 'properties') = 'object' then b.event -> 'properties' else '{}' end
        from rows from (
            jsonb_array_elements(store_events.events), unnest(v_ids), unnest(v_times), unnest(v_outcomes)
        ) as b (event, id, created_at, outcome)
        where b.outcome = 'accepted';

        if 'accepted' = all (v_outcomes) then
            return jsonb_build_object(
                'accepted', cardinality(v_ids),
                'duplicates', 0,
                'rejected', 0,
                'ids', to_jsonb(v_ids),
                'errors', '[]'::jsonb
            );
        end if;
    end if;
    return template__store.answer(events, dry, lines, raws, v_ids, v_errors, v_outcomes);
end
$$;

comment on function template__store.store_events(jsonb, text, boolean, bigint[], bytea[], text[]) is
'Stores an array of events and answers what became of each; called by ingest, which sees to what passes';
