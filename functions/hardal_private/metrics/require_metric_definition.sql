-- Refuses the definition of a metric that lacks something, or has what no metric has. Names of
-- events and properties are checked by write_metric.
create or replace function hardal_private.require_metric_definition(definition jsonb)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_known constant text[] := array[
        'event', 'number', 'measures', 'by', 'filter', 'every', 'max_groups', 'aggregate',
        'description'
    ];
    v_measures constant text[] := array['count', 'sum', 'avg', 'min', 'max'];
    v_by constant jsonb := coalesce(nullif(definition -> 'by', 'null'), '[]');
    v_asked constant jsonb := coalesce(nullif(definition -> 'measures', 'null'), '["count"]');
    v_max_groups constant jsonb := coalesce(nullif(definition -> 'max_groups', 'null'), '1000');
    v_unknown text;
    v_fault record;
begin
    perform hardal_helpers.require_argument(
        jsonb_typeof(definition) = 'object',
        'the definition of a metric is a JSON object',
        'such as {"event": "purchase", "number": "price", "measures": ["sum"], "by": ["country"]}'
    );
    v_unknown := (
        select min(k.key) from jsonb_object_keys(definition) as k (key) where k.key <> all (v_known)
    );
    select f.* into v_fault
    from (
        values
        (
            v_unknown is null,
            format('a metric has no %s', to_jsonb(left(v_unknown, 80))),
            format('it has %s', array_to_string(v_known, ', '))
        ),
        (
            jsonb_typeof(definition -> 'event') = 'string',
            'event is the name of the events that are counted',
            'such as "purchase": event_catalog lists all names'
        ),
        (
            coalesce(jsonb_typeof(definition -> 'number'), 'null') in ('string', 'null'),
            'number is the property whose numbers are measured',
            'such as "price"'
        ),
        (
            jsonb_typeof(v_by) = 'array'
            and not jsonb_path_exists(v_by, '$[*] ? (@.type() != "string")')
            and jsonb_path_query_first(v_by, '$.size()')::int <= 4,
            'by has at most 4 properties',
            'such as ["country", "plan"]: for more, make a second metric'
        ),
        (
            jsonb_typeof(v_asked) = 'array'
            and v_asked <> '[]'
            and v_asked <@ to_jsonb(v_measures),
            format('the measures of a metric are %s', array_to_string(v_measures, ', ')),
            'such as ["sum", "avg"]'
        ),
        (
            (definition ->> 'number' is not null) = (v_asked - 'count' <> '[]'),
            'sum, avg, min and max measure a number, and count does not',
            'name both, as {"number": "price", "measures": ["sum"]}, or neither'
        ),
        (
            coalesce(definition ->> 'every', 'day') in ('day', 'hour'),
            'every is day or hour',
            'weeks and months are sums of days'
        ),
        (
            jsonb_typeof(v_max_groups) = 'number'
            and v_max_groups between '1' and '10000'
            and v_max_groups::numeric % 1 = 0,
            'max_groups is between 1 and 10000',
            'groups beyond it are one row together'
        ),
        (
            coalesce(jsonb_typeof(definition -> 'aggregate'), 'null') in ('boolean', 'null'),
            'aggregate is true or false',
            'true: readers with the scope aggregate may read the metric'
        ),
        (
            coalesce(jsonb_typeof(definition -> 'description'), 'null') in ('string', 'null')
            and length(coalesce(definition ->> 'description', '')) <= 1000
            and coalesce(definition ->> 'description', '') !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]',
            'the description is no text, is too long, or has a control character',
            'it may have 1,000 characters, with line breaks and tabs'
        )
    ) as f (holds, message, hint)
    where f.holds is not true
    limit 1;
    perform hardal_helpers.require_argument(not found, v_fault.message, v_fault.hint);
end
$$;

comment on function hardal_private.require_metric_definition(jsonb) is
'Refuses with PT400 the definition of a metric that lacks something, or has what no metric has';
