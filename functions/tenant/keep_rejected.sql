-- The quarantine takes in what was refused, as far as it has room; says which of it was kept. Room is told by a sum over a few
-- rows, not by counting. Expired ones go first, a thousand at a time, so that it also works where nobody maintains it.
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
    v_ids uuid[];
    v_added bigint;
begin
    select
        coalesce(sum(c.kept), 0)::bigint,
        coalesce(sum(c.bytes), 0)::bigint,
        count(*)
    into v_kept, v_bytes, v_changes
    from template__store.quarantine_changes as c;
    if v_changes > 100 then
        perform template__store.tidy_quarantine();
    end if;

    -- in the order sent, while there is room
    with offered as (
        select
            u.id,
            u.payload,
            u.raw,
            u.size,
            u.errors,
            s.bytes,
            row_number() over places as number,
            sum(s.bytes) over places as bytes_so_far
        from unnest(rejected_ids, payloads, raws, sizes, errors) with ordinality as u (id, payload, raw, size, errors, place)
        cross join lateral (select hardal_private.refused_bytes(u.payload, u.raw) as bytes) as s
        window places as (order by u.place)
    ),

    kept as (
        insert into template__store.rejected_events (rejected_id, received_at, payload, raw, bytes, errors)
        select
            o.id,
            hardal_private.clock(),
            o.payload,
            o.raw,
            o.size,
            o.errors
        from offered as o
        where v_kept + o.number <= v_limits.quarantine_rows and v_bytes + o.bytes_so_far <= v_limits.quarantine_bytes
        returning rejected_id
    )

    select
        coalesce(array_agg(k.rejected_id), '{}'),
        coalesce(sum(o.bytes), 0)::bigint
    into v_ids, v_added
    from kept as k
    inner join offered as o on k.rejected_id = o.id;

    insert into template__store.quarantine_changes (kept, bytes, dropped)
    values (cardinality(v_ids), v_added, cardinality(rejected_ids) - cardinality(v_ids));
    return v_ids;
end
$$;

comment on function template__store.keep_rejected(uuid[], jsonb[], bytea[], bigint[], jsonb[]) is
'Puts refused events into quarantine as far as there is room and returns the ids of those that it kept; counts the others';
