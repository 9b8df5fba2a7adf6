-- Counts anew one period that was marked after it had been rolled up. Called until it says null, it takes each once, in order.
create or replace function template__store.recount(longest_pause interval)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_span record;
begin
    select
        r.period,
        m.starts_on
    into v_span
    from template__store.rollups as r
    inner join template__store.rollup_marks as m on r.period = m.period
    where
        m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
        and m.starts_on > coalesce(r.recounted, '-infinity')
        and m.marked_at <= clock_timestamp() - least(r.pause, recount.longest_pause)
    order by r.step, m.starts_on
    limit 1;
    if not found then
        update template__store.rollups as r
        set recounted = null
        where r.recounted is not null;
        return null;
    end if;
    perform template__store.count_period(v_span.period, v_span.starts_on);
    update template__store.rollups as r
    set recounted = v_span.starts_on
    where r.period = v_span.period;
    return jsonb_build_object('what', 'periods counted anew', 'object', null, 'count', 1);
end
$$;

comment on function template__store.recount(interval) is
'Counts one marked period anew, marked no later than its own pause or this one ago; null where none is left in this round';
