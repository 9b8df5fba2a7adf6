-- A step of maintenance: counts one period that is over, once and for good. Exact at every moment, because
-- - what is counted for good is what the live views count, in the snapshot of one statement, which takes away the marks that
--   this snapshot sees: an event that it does not see comes with a mark that it does not see either, and that stays;
-- - a period is counted only once all transactions are over that ran when the boundary was there already (waits_for): who began
--   later sees it whatever it looks at;
-- - one transaction at a time does this for a tenant: it holds the tenant by a statement before (maintain_step, erase_part).
-- Marks are taken away in the order of days, each at most once a round (recounted), so that a round ends while others mark.
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
            message = format('maintenance runs under %s', current_setting('transaction_isolation')),
            hint = 'set default_transaction_isolation to ''read committed'' for this login';
    end if;
    if dry then
        return null;
    end if;
    select b.boundary, b.waits_for into v_boundary, v_running
    from template__store.boundary as b;
    if v_running is distinct from '{}' then
        v_running := case
            when v_running is null then array(select w.transaction from hardal_private.running_writers() as w)
            else array(select w.transaction from hardal_private.unfinished_transactions(v_running) as w)
        end;
        update template__store.boundary as b
        set waits_for = v_running;
    end if;
    if v_running = '{}' then
        -- the first that has events; what it passes over has none, or such as come with a mark
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
                    where l.created_at >= greatest(r.rolled_from, r.rolled_until)::timestamp at time zone 'UTC'
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
        -- nothing is there before the boundary
        update template__store.rollups as r
        set rolled_until = date_trunc(r.period, v_boundary::timestamp)::date
        where r.rolled_until < date_trunc(r.period, v_boundary::timestamp)::date;
    end if;

    return template__store.recount();
end
$$;

comment on function template__store.roll_up(boolean) is
'A step of maintenance: counts one period that is over, or one that was marked since; null where there is none';
