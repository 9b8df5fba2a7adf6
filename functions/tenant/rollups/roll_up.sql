-- A step of maintenance: rolls up the next period that is over, or counts a marked period anew.
--
-- The views that read the rollups are exact at every moment. The proof:
--
-- A view reads two parts in one snapshot: the rollup rows of the periods that are rolled up and
-- carry no mark, and the live count of all other periods (see live_spans). So one thing must hold
-- in every snapshot: the rollup rows of a period without a mark have the same numbers as a count of
-- the period's events in this snapshot. It holds for these reasons:
--
-- 1. Each period is counted in one snapshot. One statement of count_period writes what the live
--    views count, and deletes the marks that it sees.
-- 2. A transaction that sees the boundary marks the periods of every event before the boundary that
--    it stores or erases. A snapshot sees both the change and its mark, or neither.
-- 3. So a change that count_period does not see has a mark that count_period does not see and does
--    not delete. As soon as the change is visible, so is its mark, and the period is counted live.
-- 4. A transaction that does not see the new boundary may store an event of the period without a
--    mark. Such a transaction locked the ledger before the boundary was committed. After that
--    commit, roll_up lists the tenant's transactions that hold this lock (waits_for), and counts no
--    new period until all of them are over. A transaction that locks the ledger later reads the
--    boundary after that, and sees the new one (see running_writers).
-- 5. Only one transaction at a time counts or erases for a tenant. It locks the tenant in a
--    statement of its own, before it counts or erases (maintain_step, erase_part,
--    recount_after_erasure). Under READ COMMITTED each later statement takes a new snapshot, which
--    sees everything that the previous holder of the lock has committed. Under other isolation
--    levels the snapshot may be older than the lock. So roll_up refuses them.
-- 6. Retention takes periods out of the rollups before it drops their months (see shrink_rollups).
--
-- Marked periods are counted anew in order, each at most once per round (see recount_step). So a
-- round ends even while other transactions add marks.
create or replace function template__store.roll_up(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_boundary date;
    v_running text[];
    v_span record;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate 'HD400' using
            message = format(
                'maintenance runs under %s', current_setting('transaction_isolation')
            ),
            hint = 'set default_transaction_isolation to ''read committed'' for this login';
    end if;
    if dry then
        return null;
    end if;

    -- Wait for the writers that may not see the boundary. Null: they are not listed yet. {}: all of
    -- them are over.
    select b.boundary, b.waits_for into v_boundary, v_running
    from template__store.boundary as b;
    if v_running is distinct from '{}' then
        v_running := case
            when v_running is null
                then array(
                    select w.transaction from hardal_private.running_writers('template') as w
                )
            else
                array(
                    select w.transaction
                    from hardal_private.unfinished_transactions('template', v_running) as w
                )
        end;
        update template__store.boundary as b
        set waits_for = v_running;
    end if;

    if v_running = '{}' then
        -- The next period that has events, days first. The periods in between have no events yet.
        -- Every event that is stored there from now on comes with a mark.
        select
            n.period,
            n.starts_on,
            n.ends_on
        into v_span
        from (
            select
                r.period,
                r.step,
                date_trunc(r.period, e.oldest)::date as starts_on,
                (date_trunc(r.period, e.oldest) + r.step)::date as ends_on
            from template__store.rollups as r
            cross join
                lateral (
                    select min(l.created_at) at time zone 'UTC' as oldest
                    from template__store.events as l
                    where
                        l.created_at >= greatest(r.rolled_from, r.rolled_until)::timestamp
                        at time zone 'UTC'
                ) as e
        ) as n
        where n.ends_on <= v_boundary
        order by n.step, n.starts_on
        limit 1;
        if found then
            perform template__store.count_period(v_span.period, v_span.starts_on);
            update template__store.rollups as r
            set rolled_until = v_span.ends_on
            where r.period = v_span.period;
            return jsonb_build_object('what', 'periods rolled up', 'object', null, 'count', 1);
        end if;
        -- no period before the boundary is left that has events
        update template__store.rollups as r
        set rolled_until = date_trunc(r.period, v_boundary::timestamp)::date
        where r.rolled_until < date_trunc(r.period, v_boundary::timestamp)::date;
    end if;

    return template__store.recount_step();
end
$$;

comment on function template__store.roll_up(boolean) is
'A step of maintenance: rolls up one period that is over, or counts anew one that was marked; '
'null where none is left. HD400 where the transaction is not READ COMMITTED';
