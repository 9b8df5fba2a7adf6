-- The quarantine takes in what was refused, as far as it has room; says which of it was kept. Room is told by a sum over a few
-- rows, not by counting. Expired ones go first, a thousand at a time, so that it also works where nobody maintains it.
-- One that is here already, because an import is repeated, stays as it is and takes no more room.
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
    v_here uuid[];
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
        -- there is room again
        select coalesce(sum(c.kept), 0)::bigint, coalesce(sum(c.bytes), 0)::bigint into v_kept, v_bytes
        from template__store.quarantine_changes as c;
    end if;

    v_here := array(
        select r.rejected_id
        from template__store.rejected_events as r
        where r.rejected_id = any (rejected_ids)
    );

    -- in the order sent, while there is room
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
        from unnest(rejected_ids, payloads, raws, sizes, errors) with ordinality as u (id, payload, raw, size, errors, place)
        cross join lateral (select hardal_private.rejected_event_bytes(u.payload, u.raw, u.errors) as bytes) as s
        where u.id <> all (v_here)
        window places as (order by u.place)
    ),

    kept as (
        insert into template__store.rejected_events (
            rejected_id, received_at, payload, raw, bytes, counted_bytes, errors
        )
        select
            o.id,
            hardal_private.clock(),
            o.payload,
            o.raw,
            o.size,
            o.bytes,
            o.errors
        from offered as o
        where o.fits
        on conflict (rejected_id) do nothing
        returning counted_bytes as bytes
    ),

    noted as (
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
    return v_here || v_ids;
end
$$;

comment on function template__store.keep_rejected(uuid[], jsonb[], bytea[], bigint[], jsonb[]) is
'Puts refused events into quarantine as far as there is room and returns the ids of those that it kept; counts the others';
