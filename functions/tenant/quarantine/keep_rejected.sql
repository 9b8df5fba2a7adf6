-- Puts rejected events into quarantine as far as there is room, and tells which of them it kept.
-- The room is known by a sum over a few rows of quarantine_changes, not by a count of the events.
-- Expired events are deleted first, 1,000 at a time, so that the quarantine also works where nobody
-- maintains it. An event that is in quarantine already, because an import is repeated, stays as it
-- is and takes no more room.
create or replace function template__store.keep_rejected(
    rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]
)
returns uuid[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_limits record := hardal_private.tenant_limits('template');
    v_kept bigint;
    v_bytes bigint;
    v_changes bigint;
    v_present uuid[];
    v_ids uuid[];
begin
    select
        coalesce(sum(c.kept), 0)::bigint,
        coalesce(sum(c.bytes), 0)::bigint,
        count(*)
    into v_kept, v_bytes, v_changes
    from template__store.quarantine_changes as c;
    if v_changes > 100 then
        perform template__store.tidy_quarantine();
    elsif
        v_kept + cardinality(rejected_ids) > v_limits.quarantine_rows
        and template__store.tidy_quarantine() > 0
    then
        -- expired events were deleted, so there is more room
        select
            coalesce(sum(c.kept), 0)::bigint,
            coalesce(sum(c.bytes), 0)::bigint
        into v_kept, v_bytes
        from template__store.quarantine_changes as c;
    end if;

    v_present := array(
        select r.rejected_id
        from template__store.rejected_events as r
        where r.rejected_id = any (rejected_ids)
    );

    -- the events are kept in the order sent, while there is room
    with offered as (
        select
            u.id,
            u.payload,
            u.raw,
            u.size,
            u.errors,
            s.bytes,
            v_kept + row_number() over places <= v_limits.quarantine_rows
            and v_bytes + sum(s.bytes) over places <= v_limits.quarantine_bytes as fits
        from unnest(rejected_ids, payloads, raws, sizes, errors)
            with ordinality as u (id, payload, raw, size, errors, place)
        cross join lateral (
            select hardal_private.rejected_event_bytes(u.payload, u.raw, u.errors) as bytes
        ) as s
        where u.id <> all (v_present)
        window places as (order by u.place)
    ),

    kept as (
        insert into template__store.rejected_events (
            rejected_id, received_at, payload, raw, bytes, counted_bytes, errors
        )
        select
            o.id,
            -- the time of receipt, as in store_events
            greatest(hardal_private.clock(), b.received_from),
            o.payload,
            o.raw,
            o.size,
            o.bytes,
            o.errors
        from offered as o
        cross join template__store.boundary as b
        where o.fits
        on conflict (rejected_id) do nothing
        returning counted_bytes as bytes
    ),

    change as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            k.kept,
            k.bytes,
            o.dropped
        from (
            select
                count(*) as kept,
                coalesce(sum(k.bytes), 0) as bytes
            from kept as k
        ) as k
        cross join (
            select count(*) as dropped
            from offered as o
            where not o.fits
        ) as o
    )

    select coalesce(array_agg(o.id), '{}') into v_ids
    from offered as o
    where o.fits;
    return v_present || v_ids;
end
$$;

comment on function template__store.keep_rejected(
    uuid[], jsonb[], bytea[], bigint[], jsonb[]
) is
'Puts rejected events into quarantine as far as there is room and returns the ids that are in '
'quarantine now; counts the others as dropped';
