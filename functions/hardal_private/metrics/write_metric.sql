-- Makes a metric from a definition (require_metric_definition), with the rights of the owner.
-- Maintenance counts the days that are over (count_metrics), and makes the view then.
create or replace function hardal_private.write_metric(tenant text, name text, definition jsonb)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_event constant text := definition ->> 'event';
    v_number text;
    v_property text;
    v_column name;
    v_properties text[] := array[]::text[];
    -- the view has these columns too
    v_columns name[] := '{day,hour,is_other,events,numbers,sum,avg,min,max}'::name[];
    v_filter_path jsonpath;
begin
    perform hardal_private.lock_tenant(tenant, true);
    perform hardal_private.require_new_metric(tenant, name);
    perform hardal_private.require_metric_definition(definition);
    perform hardal_helpers.require_events(tenant, array[v_event]);
    v_number := (
        select p.property
        from hardal_private.metric_property(tenant, v_event, definition ->> 'number') as p
    );
    v_filter_path := hardal_helpers.filter_path(
        tenant, array[v_event], definition -> 'filter', '-infinity', 'infinity'
    );
    for v_property, v_column in
        select p.property, p.column_name
        from jsonb_array_elements_text(
            coalesce(nullif(definition -> 'by', 'null'), '[]')
        ) with ordinality as b (named, place)
        cross join lateral hardal_private.metric_property(tenant, v_event, b.named) as p
        order by b.place
    loop
        perform hardal_helpers.require_argument(
            v_property <> all (v_properties),
            format('by has %s twice', to_jsonb(left(v_property, 80))),
            'name each property once'
        );
        v_properties := v_properties || v_property;
        v_columns := v_columns || hardal_private.free_name(v_column, v_columns);
    end loop;
    execute format(
        'insert into %1$I.metrics (
            name, event_name, properties, column_names, number, measures, filter, filter_path,
            every, max_groups, is_aggregate, description,
            keys_1, keys_2, keys_3, keys_4, number_keys
        )
        select
            $1, $2, $3, $4, $5,
            array(
                select distinct k.measure
                from jsonb_array_elements_text(
                    coalesce(nullif($6 -> ''measures'', ''null''), ''["count"]'')
                ) as k (measure)
                order by k.measure
            ),
            nullif(nullif($6 -> ''filter'', ''null''), ''{}''),
            $7,
            coalesce($6 ->> ''every'', ''day''),
            coalesce(($6 ->> ''max_groups'')::int, 1000),
            coalesce(($6 ->> ''aggregate'')::boolean, false),
            nullif(btrim($6 ->> ''description''), ''''),
            %2$I.property_keys($3[1]),
            %2$I.property_keys($3[2]),
            %2$I.property_keys($3[3]),
            %2$I.property_keys($3[4]),
            %2$I.property_keys($5)',
        tenant || '__store',
        tenant
    ) using
        name, v_event, v_properties, v_columns[10:], v_number, definition, v_filter_path;
    perform hardal_private.audit('metric.create', tenant, name);
    return to_jsonb(hardal_private.describe_metric(tenant, name));
end
$$;

comment on function hardal_private.write_metric(text, text, jsonb) is
'Makes a metric, and describes it; PT400 where the definition is wrong, HD400 and HD409 as '
'require_new_metric, 55P03 where maintenance or an erasure holds the tenant';
