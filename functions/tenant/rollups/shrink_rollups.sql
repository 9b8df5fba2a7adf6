-- Takes the periods before a new horizon out of the rollups. These periods are counted live until
-- their months are dropped. So the numbers go down together with the events, and not before.
--
-- A longer retention changes nothing here. The events that it lets in again lie before rolled_from,
-- where all periods are counted live.
create or replace function template__store.shrink_rollups(horizon timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- rolled_from becomes the first period that begins at or after the horizon
    update template__store.rollups as r
    set rolled_from = n.starts_on
    from (
        select
            o.period,
            (
                date_trunc(o.period, shrink_rollups.horizon at time zone 'UTC')
                + case
                    when
                        date_trunc(o.period, shrink_rollups.horizon at time zone 'UTC')
                        < shrink_rollups.horizon at time zone 'UTC'
                        then o.step
                    else '0'
                end
            )::date as starts_on
        from template__store.rollups as o
    ) as n
    where r.period = n.period and r.rolled_from < n.starts_on;
    delete from template__store.activity as a
    using template__store.rollups as r
    where a.period = r.period and a.starts_on < r.rolled_from;
    delete from template__store.property_counts as c
    using template__store.rollups as r
    where r.period = 'day' and c.day < r.rolled_from;
    delete from template__store.metric_counts as c
    using template__store.rollups as r
    where r.period = 'day' and c.day < r.rolled_from;
    delete from template__store.client_months as c
    using template__store.rollups as r
    where r.period = 'month' and c.month < r.rolled_from;
    delete from template__store.rollup_marks as m
    using template__store.rollups as r
    where m.period = r.period and m.starts_on < r.rolled_from;
end
$$;

comment on function template__store.shrink_rollups(timestamptz) is
'Takes the periods before a horizon out of the rollups, so that they are counted live; '
'a null horizon changes nothing';
