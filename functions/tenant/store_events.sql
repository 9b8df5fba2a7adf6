-- Stores a batch and answers for each of its events. Three statements do the work for a clean batch: one that checks
-- and reads it, one for the ledger, one for the events. What went wrong is looked into only where the counts differ.
-- The order (partitions, then the ledger by id, then events) is what keeps concurrent batches from deadlocking.
create or replace function template__store.store_events(events jsonb)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_now timestamptz := hardal_private.clock();
    v_oldest timestamptz := v_now - interval '10 years';
    v_newest timestamptz := v_now + interval '24 hours';
    -- an entry an event, in the order sent; null where the event breaks a rule
    v_ids uuid[];
    v_times timestamptz[];
    v_digests bigint[];
    v_errors jsonb[];
    v_outcomes text[];
    v_entered uuid[];
    v_answer jsonb;
begin
    -- unnest keeps the order, and so does an aggregate over it
    select
        array_agg(case when b.clean then coalesce((b.event ->> 'id')::uuid, hardal_private.uuid_v7()) end),
        array_agg(case when b.clean then coalesce(b.created_at, v_now) end),
        array_agg(case when b.clean then hardal_private.event_digest(b.event) end),
        array_agg(case when not b.clean then hardal_private.event_errors(b.event, v_oldest, v_newest) end)
    into v_ids, v_times, v_digests, v_errors
    from (
        select
            r.event,
            r.created_at,
            hardal_private.is_clean(r.event, r.created_at, v_oldest, v_newest) as clean
        from (
            select
                e.event,
                hardal_private.parse_timestamp(e.event ->> 'created_at') as created_at
            from jsonb_array_elements(store_events.events) as e (event)
            offset 0 -- so that each time is read once, and each event checked once
        ) as r
        offset 0
    ) as b;

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

    if cardinality(v_entered) = cardinality(v_ids) then
        v_outcomes := array_fill('accepted'::text, array[cardinality(v_ids)]);
    else
        -- a statement of its own, so that it sees what those that it conflicted with have committed
        select array_agg(
            case
                when n.id is null then 'rejected'
                when n.turn = 1 and n.entered then 'accepted'
                when l.digest = n.digest then 'duplicate'
                when l.digest is null then 'erased'
                else 'id_conflict'
            end
            order by n.place
        )
        into v_outcomes
        from (
            select
                u.id,
                u.digest,
                u.place,
                row_number() over (partition by u.id order by u.place) as turn,
                u.id in (select e.id from unnest(v_entered) as e (id)) as entered
            from unnest(v_ids, v_digests) with ordinality as u (id, digest, place)
        ) as n
        left join template__store.event_ids as l on n.id = l.id;
    end if;

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
        coalesce(nullif(b.event -> 'properties', 'null'), '{}')
    from rows from (
        jsonb_array_elements(store_events.events), unnest(v_ids), unnest(v_times), unnest(v_outcomes)
    ) as b (event, id, created_at, outcome)
    where b.outcome = 'accepted';

    if 'accepted' = all (v_outcomes) then
        return jsonb_build_object(
            'accepted', cardinality(v_ids), 'duplicates', 0, 'rejected', 0, 'ids', to_jsonb(v_ids), 'errors', '[]'::jsonb
        );
    end if;

    -- the quarantine; of an erased event nothing may be kept
    with rejected as (
        select
            b.place,
            b.outcome,
            hardal_private.uuid_v7() as rejected_id,
            b.event,
            coalesce(b.errors, hardal_private.outcome_errors(b.outcome)) as errors
        from rows from (
            jsonb_array_elements(store_events.events), unnest(v_errors), unnest(v_outcomes)
        ) with ordinality as b (event, errors, outcome, place)
        where b.outcome not in ('accepted', 'duplicate')
    ),

    kept as (
        insert into template__store.rejected_events (rejected_id, received_at, payload, errors)
        select
            r.rejected_id,
            v_now,
            case when r.outcome <> 'erased' then r.event end,
            r.errors
        from rejected as r
    )

    select jsonb_build_object(
        'accepted', (select count(*) from unnest(v_outcomes) as o (outcome) where o.outcome = 'accepted'),
        'duplicates', (select count(*) from unnest(v_outcomes) as o (outcome) where o.outcome = 'duplicate'),
        'rejected', (select count(*) from rejected),
        'ids', (
            select jsonb_agg(case when u.outcome in ('accepted', 'duplicate') then u.id end order by u.place)
            from unnest(v_ids, v_outcomes) with ordinality as u (id, outcome, place)
        ),
        'errors', coalesce(jsonb_agg(
            jsonb_build_object('index', r.place - 1) || f.fault || jsonb_build_object('rejected_id', r.rejected_id)
            order by r.place, f.place
        ), '[]')
    )
    into v_answer
    from rejected as r
    cross join lateral jsonb_array_elements(r.errors) with ordinality as f (fault, place);
    return v_answer;
end
$$;

comment on function template__store.store_events(jsonb) is
'Stores an array of events and answers what became of each; called by ingest, which sees to what passes';
