-- Counts anew the first marked period behind `after`, in the order days, weeks, months. The caller
-- passes on the period that it got back, so each period is counted at most once.
--
-- With patient, as maintenance calls it, the function takes a period only once the pause since the
-- mark is over. An erasure does not wait for the pause.
create or replace function template__store.recount_next_marked(after jsonb, patient boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_span record;
begin
    select
        r.period,
        r.step,
        m.starts_on
    into v_span
    from template__store.rollups as r
    inner join template__store.rollup_marks as m on r.period = m.period
    where
        m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
        and (
            recount_next_marked.after = '{}'::jsonb
            or (r.step, m.starts_on) > (
                (recount_next_marked.after ->> 'step')::interval,
                (recount_next_marked.after ->> 'starts_on')::date
            )
        )
        and (not recount_next_marked.patient or m.marked_at <= clock_timestamp() - r.pause)
    order by r.step, m.starts_on
    limit 1;
    if not found then
        return null;
    end if;
    perform template__store.count_period(v_span.period, v_span.starts_on);
    return jsonb_build_object('step', v_span.step, 'starts_on', v_span.starts_on);
end
$$;

comment on function template__store.recount_next_marked(jsonb, boolean) is
'Counts anew the first marked period behind `after`, and returns this period; {} is before the '
'first period; null where none is left. patient: takes only a period whose pause is over';
