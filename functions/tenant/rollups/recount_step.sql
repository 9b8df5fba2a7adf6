-- Counts anew one marked period whose pause is over. roll_up calls this function when no new period
-- can be counted.
--
-- All calls until the function returns null are one round. A round takes each period at most once,
-- in order. The place of the round stands in the column recounted, because a round may be stopped
-- and go on in another connection.
create or replace function template__store.recount_step()
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next jsonb := template__store.recount_next_marked(
        coalesce(
            (
                select jsonb_build_object('step', r.step, 'starts_on', r.recounted)
                from template__store.rollups as r
                where r.recounted is not null
                order by r.step desc
                limit 1
            ),
            '{}'
        ),
        true
    );
begin
    if v_next is null then
        update template__store.rollups as r
        set recounted = null
        where r.recounted is not null;
        return null;
    end if;
    update template__store.rollups as r
    set recounted = (v_next ->> 'starts_on')::date
    where r.step = (v_next ->> 'step')::interval;
    return jsonb_build_object('what', 'periods counted anew', 'object', null, 'count', 1);
end
$$;

comment on function template__store.recount_step() is
'Counts anew one marked period whose pause is over; null where none is left in this round';
