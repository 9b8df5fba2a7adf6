-- Returns the text of a query that reads from a metric what trend_items would count, for
-- trend_query. It is null where no metric answers the question to the last digit. A metric does if
-- - it has the event, the filter, and the property that breaks the trend down;
-- - it has the measure: avg is read from the sum, and events is in each;
-- - both spans begin and end with a day of UTC, or with an hour where the metric is by hour;
-- - each value has rows of its own in them: no group is among the others.
create or replace function hardal_helpers.metric_items(
    tenant text,
    event_names text[],
    measure text,
    by_keys text[],
    number_keys text[],
    filter jsonb,
    every text,
    time_zone text,
    since timestamptz,
    until timestamptz,
    before_since timestamptz,
    before_until timestamptz
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted: @plpgsql_check_options: security_warnings = off
    v_compare constant boolean := before_since < before_until;
    v_unit constant text := case when every = 'hour' then 'hour' else 'day' end;
    v_measured text;
    v_metric text;
    v_column text;
    v_is_hourly boolean;
    v_has_others boolean := false;
    v_span text;
begin
    if
        cardinality(event_names) <> 1
        or time_zone <> 'UTC'
        or (measure in ('events', 'sum', 'avg', 'min', 'max')) is not true
        or exists (
            select
            from unnest(array[since, until, before_since, before_until]) as t (moment)
            where isfinite(t.moment) and date_trunc(v_unit, t.moment, 'UTC') <> t.moment
        )
    then
        return null;
    end if;
    v_measured := case measure when 'avg' then 'sum' else measure end;
    execute format(
        'select m.name, c.column_name, m.every = ''hour''
        from %1$I.metrics as m
        left join lateral (
            select p.column_name
            from unnest(m.properties, m.column_names) as p (property, column_name)
            where %1$I.property_keys(p.property) = $2
        ) as c on true
        where
            m.is_counted
            and m.event_name = $1
            and ($2 is null or c.column_name is not null)
            and ($3 = ''events'' or (
                $3 = any (m.measures) and %1$I.property_keys(m.number) = $4
            ))
            and (m.every = ''hour'' or $5 <> ''hour'')
            and m.filter_path is not distinct from $6::text
        order by m.every, cardinality(m.properties), m.name collate "C"
        limit 1',
        tenant
    ) into v_metric, v_column, v_is_hourly
    using
        event_names[1], by_keys, v_measured, number_keys, every,
        hardal_helpers.filter_path(tenant, event_names, filter, before_since, until);
    if v_metric is null then
        return null;
    end if;
    if by_keys is not null then
        execute format(
            'select exists (
                select
                from %I.%I as m
                where
                    m.is_other
                    and m.day >= ($1 at time zone ''UTC'')::date
                    and m.day <= ($2 at time zone ''UTC'')::date
            )',
            tenant,
            v_metric
        ) into v_has_others using before_since, until;
    end if;
    if v_has_others then
        return null;
    end if;
    -- the condition on the day is the one that is asked of the index
    v_span := format(
        'select %%1$s as is_before, 1 as place, %1$s as key, %%2$s as period, null::text as item, '
        'sum(m.events) as events, %2$s '
        'from (select m.*, %3$s as starts_at from %4$I.%5$I as m) as m '
        'where m.day >= (%%3$s at time zone ''UTC'')::date '
        'and m.day <= (%%4$s at time zone ''UTC'')::date '
        'and m.starts_at >= %%3$s and m.starts_at < %%4$s '
        'group by 3, 4',
        case
            when by_keys is null then ''''''
            else format('coalesce(''='' || m.%I, '''')', v_column)
        end,
        case v_measured
            when 'events' then 'null::bigint as numbers, null::numeric as total, '
                'null::numeric as least, null::numeric as most'
            else format(
                'sum(m.numbers) as numbers, %s as total, %s as least, %s as most',
                case v_measured when 'sum' then 'sum(m.sum)' else 'null::numeric' end,
                case v_measured when 'min' then 'min(m.min)' else 'null::numeric' end,
                case v_measured when 'max' then 'max(m.max)' else 'null::numeric' end
            )
        end,
        case
            when v_is_hourly then 'm.hour'
            else 'm.day::timestamp at time zone ''UTC'''
        end,
        tenant,
        v_metric
    );
    return format(
        v_span,
        'false',
        case
            when every = 'hour'
                then '1 + (extract(epoch from m.starts_at at time zone ''UTC'' - $10) / 3600)::int'
            else 'width_bucket(m.starts_at, $6::timestamptz[])'
        end,
        '$2',
        '$3'
    ) || case
        when v_compare then ' union all ' || format(
            v_span,
            'true',
            case
                when every = 'hour' then
                    '1 + (extract(epoch from m.starts_at at time zone ''UTC'' + $9 - $10) '
                    '/ 3600)::int'
                else 'width_bucket(m.starts_at, $7::timestamptz[])'
            end,
            '$4',
            '$5'
        )
        else ''
    end;
end
$$;

comment on function hardal_helpers.metric_items(
    text, text[], text, text[], text[], jsonb, text, text,
    timestamptz, timestamptz, timestamptz, timestamptz
) is
'For trend: the text of a query that reads a metric, by name, value, period and item; null where '
'no metric answers the question';
grant execute on function hardal_helpers.metric_items(
    text, text[], text, text[], text[], jsonb, text, text,
    timestamptz, timestamptz, timestamptz, timestamptz
) to public;
