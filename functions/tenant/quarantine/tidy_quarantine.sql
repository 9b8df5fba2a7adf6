-- Deletes up to 1,000 expired events, and sums the quarantine's changes up into one row. It takes
-- only rows that no other transaction has locked, so it never waits.
create or replace function template__store.tidy_quarantine()
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_limits record := hardal_private.tenant_limits('template');
    v_expired bigint;
begin
    with expired as (
        delete from template__store.rejected_events as r
        where r.rejected_id in (
            select e.rejected_id
            from template__store.rejected_events as e
            where
                e.received_at
                < hardal_private.clock() - make_interval(days => v_limits.quarantine_days)
            order by e.received_at
            limit 1000
            for update skip locked
        )
        returning r.counted_bytes as bytes
    ),

    summed as (
        delete from template__store.quarantine_changes as c
        where c.ctid in (
            select q.ctid from template__store.quarantine_changes as q for update skip locked
        )
        returning c.kept, c.bytes, c.dropped
    ),

    entered as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            coalesce(sum(t.kept), 0),
            coalesce(sum(t.bytes), 0),
            coalesce(sum(t.dropped), 0)
        from (
            select
                s.kept,
                s.bytes,
                s.dropped
            from summed as s
            union all
            select
                -1,
                -e.bytes,
                0
            from expired as e
        ) as t
    )

    select count(*) into v_expired
    from expired as e;
    return v_expired;
end
$$;

comment on function template__store.tidy_quarantine() is
'Deletes up to 1,000 expired events from quarantine, sums its changes up into one row, and returns '
'how many events it deleted';
