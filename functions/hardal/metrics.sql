-- Returns the tenant's metrics: GET /rpc/metrics. days_counted and days_left are days of UTC that
-- are over, from the first event on: how many of them the metric has, and how many maintenance has
-- still to look at.
-- has_others looks at the last 7 days alone: a metric of many groups has very many rows.
create or replace function hardal.metrics()
returns table (
    name text,
    event_name text,
    properties text[],
    column_names text[],
    number text,
    measures text[],
    filter jsonb,
    every text,
    max_groups int,
    is_aggregate boolean,
    description text,
    is_counted boolean,
    days_counted int,
    days_left int,
    has_others boolean,
    created_at timestamptz
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant constant text := hardal_private.current_tenant();
begin
    -- the result comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select
            m.name,
            m.event_name,
            m.properties,
            s.column_names::text[],
            m.number,
            m.measures,
            m.filter,
            m.every,
            m.max_groups,
            m.is_aggregate,
            m.description,
            m.is_counted,
            l.days - l.days_left,
            l.days_left,
            exists (
                select
                from %1$I.metric_counts as c
                where c.metric = m.name and c.day >= r.rolled_until - 7 and c.is_other
            ),
            m.created_at
        from hardal_private.list_metrics($1) as m
        inner join %1$I.metrics as s on m.name = s.name
        inner join %1$I.rollups as r on r.period = ''day''
        left join lateral (
            select (e.created_at at time zone ''UTC'')::date as day
            from %1$I.events as e
            where
                e.event_name = m.event_name
                and isfinite(r.rolled_until)
                and e.created_at >= r.rolled_from::timestamp at time zone ''UTC''
            order by e.created_at
            limit 1
        ) as f on true
        cross join lateral (
            select
                greatest(coalesce(r.rolled_until - f.day, 0), 0) as days,
                case
                    when m.is_counted then 0
                    else greatest(
                        coalesce(r.rolled_until - greatest(m.counted_to + 1, f.day), 0), 0
                    )
                end as days_left
        ) as l
        order by m.name collate "C"',
        v_tenant || '__store'
    ) using v_tenant;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.metrics() is
'The tenant''s metrics by name: what is counted beforehand, how many days of UTC that are over are '
'counted and left, and whether a row of the last 7 days stands for all groups beyond max_groups';
grant execute on function hardal.metrics() to hardal_read, hardal_manage;
