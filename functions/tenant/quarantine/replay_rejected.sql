-- Sends rejected events in again, after a patch to each. Events that pass now are stored and leave
-- the quarantine. The others stay, with their new errors.
-- edited is the event as a person has mended it, in the place of one rejected event. Where it is
-- rejected again, the rejected event keeps its errors: they are those of what it holds.
-- An event without an id is sent in under its rejected_id, so that a second replay finds the same
-- id. An event without created_at gets the time of receipt. A rejected event whose id was erased
-- meanwhile loses its payload.
create or replace function template__store.replay_rejected(
    ids uuid[], patch jsonb default '{}', edited jsonb default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_ids uuid[];
    v_events jsonb;
    v_checked jsonb;
    v_passed uuid[];
    v_answer jsonb := jsonb_build_object('accepted', 0, 'duplicates', 0);
begin
    select
        array_agg(l.rejected_id),
        jsonb_agg(
            case
                when jsonb_typeof(l.event) = 'object'
                    then
                        l.event
                        || case
                            when coalesce(l.event -> 'id', 'null') = 'null'
                                then jsonb_build_object('id', l.rejected_id)
                            else '{}'
                        end
                        || case
                            when coalesce(l.event -> 'created_at', 'null') = 'null'
                                then jsonb_build_object('created_at', l.received_at)
                            else '{}'
                        end
                else l.event
            end
        )
    into v_ids, v_events
    from (
        select
            r.rejected_id,
            r.received_at,
            coalesce(
                replay_rejected.edited,
                hardal_private.merge_patch(r.payload, replay_rejected.patch)
            ) as event
        from template__store.rejected_events as r
        where
            r.rejected_id = any (replay_rejected.ids)
            and coalesce(replay_rejected.edited, r.payload) is not null
        order by r.received_at, r.rejected_id
        for update skip locked
    ) as l;
    if v_ids is null then
        return v_answer || '{"rejected": 0, "errors": []}';
    end if;

    -- a dry run tells which events pass now
    v_checked := template__store.ingest(v_events, null, true);
    with fault as (
        select
            v_ids[(e.fault ->> 'index')::int + 1] as rejected_id,
            jsonb_agg(e.fault - 'index' - 'rejected_id' order by e.place) as errors
        from jsonb_array_elements(v_checked -> 'errors') with ordinality as e (fault, place)
        group by 1
    ),

    still_rejected as (
        update template__store.rejected_events as r
        set
            errors = case
                when e.erased or replay_rejected.edited is null then f.errors else r.errors
            end,
            payload = case when not e.erased then r.payload end,
            counted_bytes = case when e.erased then 0 else r.counted_bytes end
        from fault as f
        cross join lateral (select f.errors @> '[{"code": "erased"}]' as erased) as e
        where r.rejected_id = f.rejected_id
    ),

    change as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            0,
            -sum(r.counted_bytes),
            0
        from template__store.rejected_events as r
        inner join fault as f on r.rejected_id = f.rejected_id
        where f.errors @> '[{"code": "erased"}]'
        having count(*) > 0
    )

    select array_agg(u.rejected_id order by u.place) into v_passed
    from unnest(v_ids) with ordinality as u (rejected_id, place)
    where u.rejected_id not in (select f.rejected_id from fault as f);

    if v_passed is not null then
        v_answer := template__store.ingest((
            select jsonb_agg(e.event order by e.place)
            from rows from (jsonb_array_elements(v_events), unnest(v_ids))
                with ordinality as e (event, rejected_id, place)
            where e.rejected_id = any (v_passed)
        ));
        -- an event that became a conflict between the two calls is in quarantine under a new id
        perform template__store.delete_rejected(v_passed);
    end if;
    perform hardal_private.audit(
        'quarantine.replay',
        'template',
        null,
        jsonb_build_object('events', cardinality(v_ids)) || (v_answer - 'ids' - 'errors')
    );
    return jsonb_build_object(
        'accepted', v_answer -> 'accepted',
        'duplicates', v_answer -> 'duplicates',
        'rejected',
        cardinality(v_ids) - (v_answer ->> 'accepted')::int - (v_answer ->> 'duplicates')::int,
        'errors', coalesce((
            select jsonb_agg(
                e.fault - 'index'
                || jsonb_build_object('rejected_id', v_ids[(e.fault ->> 'index')::int + 1])
                order by e.place
            )
            from jsonb_array_elements(v_checked -> 'errors') with ordinality as e (fault, place)
        ), '[]')
    );
end
$$;

comment on function template__store.replay_rejected(uuid[], jsonb, jsonb) is
'Sends rejected events in again, after a JSON Merge Patch (RFC 7396) to each. Accepted events and '
'duplicates leave the quarantine, the others stay. edited replaces the event instead. Returns '
'accepted, duplicates, rejected and errors; skips events that another transaction has locked';
