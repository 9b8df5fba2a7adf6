-- Returns what a metric has, for the API: one object for each period and group, with the columns of
-- the metric's view. It is right to the last event, as the view is.
--
-- - since (inclusive) and until (exclusive) are days of UTC. Left out, since is 30 days ago.
-- - by are the properties of the groups, by their names or by the columns of the view. Left out,
--   these are all of the metric's properties; with none, all groups are one.
-- - every is hour, day, week or month, or all for the whole time together. Left out, it is the
--   metric's own. day is the first day of the period.
-- - The max_groups groups with the most events in this time have rows of their own. All others, and
--   those that the metric itself has not kept apart, are one row of each period (is_other).
create or replace function hardal_private.read_metric(
    tenant text,
    metric hardal.metric,
    since date,
    until date,
    by text[],
    every text,
    max_groups int
)
returns setof json
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted: @plpgsql_check_options: security_warnings = off
    -- the result comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    v_every constant text := coalesce(read_metric.every, metric.every);
    v_by constant text[] := coalesce(read_metric.by, metric.properties);
    v_columns text[];
    v_places int[];
    v_are_known boolean;
    v_period constant text := case v_every
        when 'all' then 'null::date'
        when 'hour' then 'a.hour'
        when 'day' then 'a.day'
        else format('date_trunc(%L, a.day::timestamp)::date', v_every)
    end;
    v_measures constant text := concat(
        case when metric.number is not null then ', ''numbers'', sum(f.numbers)' end,
        case when 'sum' = any (metric.measures) then ', ''sum'', sum(f.total)' end,
        case when 'avg' = any (metric.measures)
            then ', ''avg'', sum(f.total) / nullif(sum(f.numbers), 0)'
        end,
        case when 'min' = any (metric.measures) then ', ''min'', min(f.least)' end,
        case when 'max' = any (metric.measures) then ', ''max'', max(f.most)' end
    );
begin
    perform hardal_helpers.require_argument(
        v_every in ('hour', 'day', 'week', 'month', 'all'),
        format('there is no period %L', v_every),
        'hour, day, week, month, or all'
    );
    perform hardal_helpers.require_argument(
        v_every <> 'hour' or metric.every = 'hour',
        format('the metric %s is by day', metric.name),
        'day, week, month, or all; a metric that is made by hour has hours'
    );
    perform hardal_helpers.require_argument(
        read_metric.max_groups between 1 and 1000,
        'max_groups is not between 1 and 1000',
        'all other groups are one row together'
    );
    if not metric.is_counted then
        raise sqlstate 'HD409' using
            message = format('the metric %s is not counted yet', metric.name),
            hint = 'the next round of maintenance counts the days that are over';
    end if;

    execute format(
        'select m.column_names::text[] from %I.metrics as m where m.name = $1', tenant || '__store'
    ) into v_columns using metric.name;
    select
        coalesce(array_agg(p.place order by b.at), '{}'),
        coalesce(bool_and(p.place is not null), true)
    into v_places, v_are_known
    from unnest(v_by) with ordinality as b (named, at)
    cross join lateral (
        select coalesce(
            array_position(metric.properties, b.named), array_position(v_columns, b.named)
        ) as place
    ) as p;
    perform hardal_helpers.require_argument(
        v_are_known,
        format('by has a property that the metric %s does not group by', metric.name),
        case
            when metric.properties = '{}' then 'it groups by none'
            else format('it groups by %s', array_to_string(metric.properties, ', '))
        end
    );
    perform hardal_helpers.require_argument(
        cardinality(v_places) = (select count(distinct p.place) from unnest(v_places) as p (place)),
        'by has a property twice',
        'name each property once'
    );

    -- A group is an array of its values, in which null equals null. Of the others it is null.
    return query execute format(
        'with found as materialized (
            select
                %1$s as period,
                %2$s as key,
                a.events,
                a.numbers,
                a.total,
                a.least,
                a.most
            from %3$I.all_metrics as a
            where a.metric = $1 and a.day >= $2 and a.day < $3
        ),

        ranked as materialized (
            select f.key
            from found as f
            where f.key is not null
            group by f.key
            order by sum(f.events) desc, f.key collate "C"
            limit $4
        ),

        -- the groups that have no rows of their own have the key null here too
        shown as (
            select f.period, r.key, f.events, f.numbers, f.total, f.least, f.most
            from found as f
            left join ranked as r on f.key = r.key
        )

        select json_build_object(%4$s ''events'', sum(f.events)%5$s)
        from shown as f
        group by f.period, f.key
        order by f.period, f.key is null, sum(f.events) desc, f.key collate "C"',
        v_period,
        case
            when v_places = '{}' then '''{}''::text[]'
            else format(
                'case when not a.is_other then array[%s] end',
                (
                    select string_agg(format('a.group_%s', p.place), ', ' order by p.at)
                    from unnest(v_places) with ordinality as p (place, at)
                )
            )
        end,
        tenant || '__store',
        concat(
            case
                when v_every = 'hour'
                    then '''day'', (f.period at time zone ''UTC'')::date, ''hour'', f.period, '
                when v_every <> 'all' then '''day'', f.period, '
            end,
            (
                select string_agg(
                    format('%L, f.key[%s], ', v_columns[p.place], p.at), '' order by p.at
                )
                from unnest(v_places) with ordinality as p (place, at)
            ),
            case when v_places <> '{}' then '''is_other'', f.key is null, ' end
        ),
        v_measures
    )
    using
        metric.name,
        coalesce(since, (now() at time zone 'UTC')::date - 30),
        coalesce(until, 'infinity'),
        read_metric.max_groups;
end
$$;

comment on function hardal_private.read_metric(
    text, hardal.metric, date, date, text[], text, int
) is
'What a metric has by period and group, as objects with the columns of its view; PT400 for a wrong '
'argument, HD409 where the metric is not counted yet';
