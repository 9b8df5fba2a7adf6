-- Reports a tenant's rollups that differ from its events. It counts days without a mark again: only
-- the newest day that was rolled up, and with deep all days that were rolled up.
create or replace function hardal_private.check_rollups(tenant text, deep boolean)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_wrong bigint;
    v_first date;
begin
    if to_regclass(format('%I.rollups', tenant || '__store')) is null then
        return;
    end if;
    execute format(
        'with counted as (
            select
                d.day,
                e.event_name,
                count(*) as events,
                count(distinct e.client_id) as clients
            from %1$I.events as e
            cross join lateral (select (e.created_at at time zone ''UTC'')::date as day) as d
            cross join %1$I.rollups as r
            where
                r.period = ''day''
                and d.day >= r.rolled_from
                and d.day < r.rolled_until
                and ($1 or d.day >= r.rolled_until - 1)
                and ($1 or e.created_at >= (r.rolled_until - 1)::timestamp at time zone ''UTC'')
            group by d.day, e.event_name
        ),

        held as (
            select a.starts_on as day, a.event_name, a.events, a.clients
            from %1$I.activity as a
            cross join %1$I.rollups as r
            where
                a.period = ''day''
                and a.event_name <> ''''
                and r.period = ''day''
                and ($1 or a.starts_on = r.rolled_until - 1)
        ),

        differ as (
            select coalesce(c.day, h.day) as day
            from counted as c
            full join held as h on c.day = h.day and c.event_name = h.event_name
            where (c.events, c.clients) is distinct from (h.events, h.clients)
        )

        select count(distinct d.day), min(d.day)
        from differ as d
        where not exists (
            select from %1$I.rollup_marks as m where m.period = ''day'' and m.starts_on = d.day
        )',
        tenant || '__store'
    ) into v_wrong, v_first using deep;
    if v_wrong > 0 then
        return next (
            'wrong',
            'rollup',
            format('tenant %s', tenant),
            format('%s days are not what the events say, %s the first', v_wrong, v_first),
            'daily_activity, active_clients and the catalogs tell wrong numbers: '
            'somebody has changed events by hand',
            format('hardal-admin maintain %s --rebuild', tenant),
            null
        )::hardal_private.finding;
    end if;
end
$$;

comment on function hardal_private.check_rollups(text, boolean) is
'For doctor: rolled up days of a tenant that differ from a recount; it counts the newest day; '
'deep: all days';
