-- Returns where the horizon belongs now: the beginning of the oldest month that retention keeps.
--
-- While months behind the present horizon are being dropped (trim_block is set), the horizon moves
-- back only as far as the months that are still attached. So a longer retention finds each month
-- either whole or gone.
create or replace function template__store.next_horizon()
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when m.trim_block is null then k.since
        else greatest(k.since, least(t.horizon, w.since))
    end
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    cross join lateral (
        select date_trunc(
            'month',
            hardal_private.clock() at time zone 'UTC' - make_interval(months => t.retention_months)
        ) at time zone 'UTC' as since
    ) as k
    cross join lateral (
        select min(to_timestamp(p.partition || '+00', '"events_"YYYY"_"MMTZH')) as since
        from template__store.list_partitions() as p
        where p.state = 'attached'
    ) as w
    where t.name = 'template'
$$;

comment on function template__store.next_horizon() is
'The beginning of the oldest month that retention keeps; null where it keeps all months';
