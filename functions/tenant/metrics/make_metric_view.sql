-- Makes the view of a metric: a column for the day, for the hour where it is by hour, for each
-- property that it groups by, and for each measure. The view reads the store with its owner's
-- rights, for the same reason as daily_activity.
create or replace function template__store.make_metric_view(metric text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted: @plpgsql_check_options: security_warnings = off
    v_metric template__store.metrics;
    v_column record;
    v_columns text[] := array[]::text[];
    v_comments text[] := array[]::text[];
begin
    select m.* into strict v_metric
    from template__store.metrics as m
    where m.name = make_metric_view.metric;
    for v_column in
        select c.name, c.expression, c.comment
        from (
            select
                1 as part,
                1 as place,
                'day' as name,
                'a.day' as expression,
                'The day in UTC' as comment
            union all
            select 1, 2, 'hour', 'a.hour', 'The beginning of the hour'
            where v_metric.every = 'hour'
            union all
            select
                2,
                p.place::int,
                p.column_name::text,
                format('a.group_%s', p.place),
                format(
                    'The property %s: its first 1,000 characters; null where an event has none, '
                    'and in the row of the others',
                    p.property
                )
            from unnest(v_metric.properties, v_metric.column_names) with ordinality
                as p (property, column_name, place)
            union all
            select 3, 1, 'is_other', 'a.is_other', format(
                'True in the row of all groups beyond the %s with the most events of the %s',
                v_metric.max_groups, v_metric.every
            )
            where v_metric.properties <> '{}'
            union all
            select 4, 1, 'events', 'a.events', 'How many events there are'
            union all
            select 4, 2, 'numbers', 'a.numbers', format(
                'How many of them have a number in %s', v_metric.number
            )
            where v_metric.number is not null
            union all
            select
                5,
                array_position(array['sum', 'avg', 'min', 'max'], k.measure),
                k.measure,
                case k.measure
                    when 'sum' then 'a.total'
                    when 'avg' then 'a.total / nullif(a.numbers, 0)'
                    when 'min' then 'a.least'
                    else 'a.most'
                end,
                format('%s of %s; null where there is no number', k.measure, v_metric.number)
            from unnest(v_metric.measures) as k (measure)
            where k.measure <> 'count'
        ) as c
        order by c.part, c.place
    loop
        v_columns := v_columns || format('%s as %I', v_column.expression, v_column.name);
        v_comments := v_comments || format(
            'comment on column template.%I.%I is %L',
            v_metric.name, v_column.name, v_column.comment
        );
    end loop;
    execute format(
        'create view template.%I as select %s from template__store.all_metrics as a '
        'where a.metric = %L',
        v_metric.name, array_to_string(v_columns, ', '), v_metric.name
    );
    execute format('grant select on template.%I to template__read', v_metric.name);
    if v_metric.is_aggregate then
        execute format('grant select on template.%I to template__aggregate', v_metric.name);
    end if;
    execute format(
        'comment on view template.%I is %L',
        v_metric.name,
        concat_ws(
            E'\n',
            v_metric.description,
            format(
                'The metric %s: %s, by %s, right to the last event',
                v_metric.name, v_metric.event_name, v_metric.every
            )
        )
    );
    execute array_to_string(v_comments, '; ');
end
$$;

comment on function template__store.make_metric_view(text) is
'Makes the view of a metric, with its comments and grants';
