-- Finds rejected events in quarantine by error code, name, time of receipt or id, oldest first. A
-- filter that is null filters nothing.
create or replace function template__store.find_rejected(
    code text, event_name text, since timestamptz, until timestamptz, ids uuid[], max_rows bigint
)
returns table (
    rejected_id uuid,
    received_at timestamptz,
    name text,
    bytes bigint,
    errors jsonb,
    payload jsonb,
    raw bytea
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        r.rejected_id,
        r.received_at,
        r.payload ->> 'event_name' as name,
        r.bytes,
        r.errors,
        r.payload,
        r.raw
    from template__store.rejected_events as r
    where
        (
            find_rejected.code is null
            or r.errors @> jsonb_build_array(jsonb_build_object('code', find_rejected.code))
        )
        and (
            find_rejected.event_name is null
            or r.payload ->> 'event_name' = find_rejected.event_name
        )
        and (find_rejected.since is null or r.received_at >= find_rejected.since)
        and (find_rejected.until is null or r.received_at < find_rejected.until)
        and (find_rejected.ids is null or r.rejected_id = any (find_rejected.ids))
    order by r.received_at, r.rejected_id
    limit find_rejected.max_rows
$$;

comment on function template__store.find_rejected(
    text, text, timestamptz, timestamptz, uuid[], bigint
) is
'Rejected events by error code, event_name, time of receipt (until is exclusive) or id, oldest '
'first, at most max_rows; a null filter filters nothing, and a null max_rows is no limit';
