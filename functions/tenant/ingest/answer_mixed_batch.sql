-- Answers for a batch in which not every event was accepted, and puts the rejected events into
-- quarantine. serve_events sets the HTTP status.
-- A rejected event of an import gets the id of its line. One of a door (row_ids without lines) gets
-- an id that is made from its own id and its content, because the content may differ. One under an
-- Idempotency-Key gets the id that is derived from the idempotency key. So a retry finds the event
-- in quarantine. All other rejected events get new ids.
create or replace function template__store.answer_mixed_batch(
    events jsonb,
    idempotency_key text,
    dry boolean,
    lines bigint[],
    raws bytea[],
    row_ids uuid[],
    ids uuid[],
    errors jsonb[],
    outcomes text[]
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_places bigint[];
    v_rejected_ids uuid[];
    v_payloads jsonb[];
    v_raws bytea[];
    v_sizes bigint[];
    v_errors jsonb[];
    v_kept uuid[];
    v_answer jsonb;
begin
    -- the rejected events: an erased event keeps no payload, and an event that is too large keeps
    -- only its beginning
    select
        array_agg(b.place order by b.place),
        array_agg(
            coalesce(
                case
                    when answer_mixed_batch.lines is not null
                        then answer_mixed_batch.row_ids[b.place]
                    else hardal_private.hashed_id(
                        uuid_send(answer_mixed_batch.row_ids[b.place])
                        || int8send(jsonb_hash_extended(b.event, 0))
                        || int8send(jsonb_hash_extended(b.event, 1))
                    )
                end,
                -- another event under the same idempotency key and index is no retry
                case
                    when not exists (
                        select
                        from template__store.rejected_events as e
                        where
                            e.rejected_id = b.derived_id
                            and (e.payload, e.raw) is distinct from (b.payload, b.kept_raw)
                    ) then b.derived_id
                end,
                hardal_private.uuid_v7()
            )
            order by b.place
        ),
        array_agg(b.payload order by b.place),
        array_agg(b.kept_raw order by b.place),
        array_agg(coalesce(octet_length(b.raw), pg_column_size(b.event))::bigint order by b.place),
        array_agg(coalesce(b.errors, hardal_private.ledger_errors(b.outcome)) order by b.place)
    into v_places, v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors
    from (
        select
            r.event,
            r.raw,
            r.errors,
            r.outcome,
            r.place,
            k.derived_id,
            case when not t.erased and r.raw is null and not l.large then r.event end as payload,
            case
                when t.erased then null
                when r.raw is not null
                    then substr(r.raw, 1, case when l.large then 8192 else octet_length(r.raw) end)
                when l.large then hardal_private.truncated_payload(r.event)
            end as kept_raw
        from rows from (
            jsonb_array_elements(answer_mixed_batch.events),
            unnest(answer_mixed_batch.raws),
            unnest(answer_mixed_batch.errors),
            unnest(answer_mixed_batch.outcomes)
        ) with ordinality as r (event, raw, errors, outcome, place)
        cross join lateral (
            select coalesce(r.errors @> '[{"code": "too_large"}]', false) as large
        ) as l
        cross join lateral (
            select
                case
                    when answer_mixed_batch.idempotency_key is not null
                        then hardal_private.derived_id(
                            'template', answer_mixed_batch.idempotency_key, r.place::int - 1
                        )
                end as derived_id
        ) as k
        -- a tombstone is a ledger row without a digest; an erased event that also breaks a rule
        -- now is not kept either
        cross join lateral (
            select exists (
                select
                from template__store.event_ids as i
                where
                    i.digest is null
                    and i.id in (
                        answer_mixed_batch.row_ids[r.place],
                        case
                            when jsonb_typeof(r.event -> 'id') = 'string'
                                then hardal_private.read_uuid(r.event ->> 'id')
                        end,
                        k.derived_id
                    )
            ) as erased
        ) as t
        where r.outcome not in ('accepted', 'duplicate')
        offset 0 -- so that each value is computed once
    ) as b;

    if v_places is not null and not dry then
        v_kept := template__store.keep_rejected(
            v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors
        );
        -- ingest tries again, and then finds the other event above
        if
            answer_mixed_batch.idempotency_key is not null
            and exists (
                select
                from unnest(v_rejected_ids, v_payloads, v_raws) as u (id, payload, raw)
                inner join template__store.rejected_events as e on u.id = e.rejected_id
                where (e.payload, e.raw) is distinct from (u.payload, u.raw)
            )
        then
            raise serialization_failure using
                message = 'another request under this Idempotency-Key came at the same moment';
        end if;
    end if;

    select jsonb_build_object(
        'accepted', count(*) filter (where u.outcome = 'accepted'),
        'duplicates', count(*) filter (where u.outcome = 'duplicate'),
        'rejected', coalesce(cardinality(v_places), 0),
        'ids', jsonb_agg(
            case
                when u.outcome not in ('accepted', 'duplicate') then null
                when answer_mixed_batch.dry and u.event ->> 'id' is null then null
                else u.id
            end
            order by u.place
        )
    )
    into v_answer
    from rows from (
        jsonb_array_elements(answer_mixed_batch.events),
        unnest(answer_mixed_batch.ids),
        unnest(answer_mixed_batch.outcomes)
    ) with ordinality as u (event, id, outcome, place);

    return v_answer || jsonb_build_object('errors', coalesce((
        select jsonb_agg(
            jsonb_build_object('index', r.place - 1)
            || case
                when answer_mixed_batch.lines is null then '{}'
                else jsonb_build_object('line', answer_mixed_batch.lines[r.place])
            end
            || f.fault
            || jsonb_build_object('rejected_id', case when r.id = any (v_kept) then r.id end)
            order by r.place, f.place
        )
        from unnest(v_places, v_rejected_ids, v_errors) as r (place, id, errors)
        cross join lateral jsonb_array_elements(r.errors) with ordinality as f (fault, place)
    ), '[]'));
end
$$;

comment on function template__store.answer_mixed_batch(
    jsonb, text, boolean, bigint[], bytea[], uuid[], uuid[], jsonb[], text[]
) is
'The answer for a batch by the outcome of each event; keeps the rejected events in quarantine '
'unless dry. lines is null except for NDJSON; row_ids is null except for an import and a door';
