-- Reports metrics of a tenant whose view is gone or is not hardal's, and rolled-up days of metrics
-- that differ from the events. It counts days without a mark again: only the newest day that was
-- rolled up, and with deep all days.
--
-- The days are compared as a whole, and each group that has a row of its own. They are counted with
-- another query than live_metrics.
create or replace function hardal_private.check_metrics(tenant text, deep boolean)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regclass(format('%I.metrics', tenant || '__store')) is null then
        return;
    end if;
    return query execute format(
        'select
            ''wrong'',
            ''metric'',
            format(''the metric %%I.%%I'', $1, m.name),
            case
                when v.oid is null then ''it is not there'' else ''it is not hardal''''s view''
            end,
            ''who reads the metric is refused, or reads something else'',
            case
                when v.oid is null then ''hardal-admin doctor --fix''
                else ''drop or rename what has its name, then hardal-admin doctor --fix''
            end,
            case
                when v.oid is null
                    then format(
                        ''set local role hardal_owner; select %%I.make_metric_view(%%L)'',
                        $1 || ''__store'', m.name
                    )
            end
        from %I.metrics as m
        left join pg_class as v on v.oid = to_regclass(format(''%%I.%%I'', $1, m.name))
        left join hardal_private.metric_views() as w on v.oid = w.view
        where
            m.counting_day is null
            and (
                w.view is null
                or coalesce(v.reloptions::text, '''') ~ ''security_invoker=(true|on|1|yes)''
            )
        order by m.name',
        tenant || '__store'
    ) using tenant;
    return query execute format(
        'select
            ''wrong'',
            ''metric'',
            format(''the metric %%I.%%I'', $1, m.name),
            format(
                ''%%s__aggregate holds %%s'',
                $1,
                case when m.is_aggregate then ''no SELECT'' else ''SELECT'' end
            ),
            case
                when m.is_aggregate then ''readers with the scope aggregate are refused''
                else ''readers with the scope aggregate see what is not meant for them''
            end,
            ''hardal-admin doctor --fix'',
            format(
                case
                    when m.is_aggregate then ''grant select on %%I.%%I to %%I''
                    else ''revoke select on %%I.%%I from %%I''
                end,
                $1, m.name, $1 || ''__aggregate''
            )
        from %I.metrics as m
        inner join hardal_private.metric_views() as w on w.tenant = $1 and m.name = w.name
        where m.is_aggregate <> w.aggregate_reads
        order by m.name',
        tenant || '__store'
    ) using tenant;
    return query execute format(
        'with days as (
            select m.name as metric, m.event_name, m.every, m.filter_path, m.number_keys,
                m.keys_1, m.keys_2, m.keys_3, m.keys_4,
                case
                    when $2 then greatest(r.rolled_from, ''0001-01-01''::date)
                    else r.rolled_until - 1
                end as since,
                r.rolled_until as until
            from %1$I.metrics as m
            cross join %1$I.rollups as r
            where m.counting_day is null and r.period = ''day'' and isfinite(r.rolled_until)
        ),

        counted as (
            select
                d.metric,
                (e.created_at at time zone ''UTC'')::date as day,
                case when d.every = ''hour'' then date_trunc(''hour'', e.created_at, ''UTC'') end
                    as hour,
                array[
                    left(e.properties #>> d.keys_1, 1000),
                    left(e.properties #>> d.keys_2, 1000),
                    left(e.properties #>> d.keys_3, 1000),
                    left(e.properties #>> d.keys_4, 1000)
                ] as groups,
                count(*) as events,
                count(n.number) as numbers,
                sum(n.number) as total,
                min(n.number) as least,
                max(n.number) as most
            from days as d
            inner join %1$I.events as e
                on d.event_name = e.event_name
                and e.created_at >= d.since::timestamp at time zone ''UTC''
                and e.created_at < d.until::timestamp at time zone ''UTC''
                and (d.filter_path is null or e.properties @@ d.filter_path)
            cross join lateral (
                select case
                    when jsonb_typeof(e.properties #> d.number_keys) = ''number''
                        then (e.properties #>> d.number_keys)::numeric
                end as number
            ) as n
            group by 1, 2, 3, 4
        ),

        held as (
            select
                c.metric,
                c.day,
                c.hour,
                array[c.group_1, c.group_2, c.group_3, c.group_4] as groups,
                c.is_other,
                c.events,
                c.numbers,
                c.total,
                c.least,
                c.most
            from %1$I.metric_counts as c
            inner join days as d on c.metric = d.metric and c.day >= d.since and c.day < d.until
        ),

        differ as (
            select coalesce(c.metric, h.metric) as metric, coalesce(c.day, h.day) as day
            from (
                select
                    c.metric, c.day, sum(c.events) as events, sum(c.numbers) as numbers,
                    sum(c.total) as total, min(c.least) as least, max(c.most) as most
                from counted as c
                group by c.metric, c.day
            ) as c
            full join (
                select
                    h.metric, h.day, sum(h.events) as events, sum(h.numbers) as numbers,
                    sum(h.total) as total, min(h.least) as least, max(h.most) as most
                from held as h
                group by h.metric, h.day
            ) as h on c.metric = h.metric and c.day = h.day
            where
                (c.events, c.numbers, c.total, c.least, c.most)
                is distinct from (h.events, h.numbers, h.total, h.least, h.most)
            union
            select h.metric, h.day
            from held as h
            left join counted as c
                on h.metric = c.metric and h.day = c.day and h.groups = c.groups
                and coalesce(h.hour, ''-infinity'') = coalesce(c.hour, ''-infinity'')
            where
                not h.is_other
                and (c.events, c.numbers, c.total, c.least, c.most)
                is distinct from (h.events, h.numbers, h.total, h.least, h.most)
        )

        select
            ''wrong'',
            ''rollup'',
            format(''the metric %%I.%%I'', $1, d.metric),
            format(
                ''%%s days are not what the events say, %%s the first'', count(*), min(d.day)
            ),
            ''it tells wrong numbers: somebody has changed events by hand'',
            format(''hardal-admin maintain %%s --rebuild'', $1),
            null
        from differ as d
        where not exists (
            select from %1$I.rollup_marks as m where m.period = ''day'' and m.starts_on = d.day
        )
        group by d.metric
        order by d.metric',
        tenant || '__store'
    ) using tenant, deep;
end
$$;

comment on function hardal_private.check_metrics(text, boolean) is
'For doctor: metrics whose view is gone or replaced, and rolled-up days that differ from a '
'recount; it counts the newest day; deep: all days';
