-- Returns the query of the units whose newest values match a filter, for cohort_condition. The
-- newest value of a property is that of the unit's last event that has the property, between since
-- and until (texts of cohort_instant). JSON null is a value. Each property of the filter has its
-- own last event. Of events at the same instant, the one with the greater id is the last.
--
-- A unit none of whose events has the property there meets a condition that asks for null, or that
-- some value is not there.
create or replace function hardal_private.cohort_last(
    tenant text, unit text, source text, filter jsonb, since text, until text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_queries text[] := array[]::text[];
    v_property text;
    v_value jsonb;
    v_keys text[];
    v_path jsonpath;
    v_has_value text;
begin
    perform hardal_helpers.require_argument(
        jsonb_typeof(filter) = 'object' and filter <> '{}',
        format('last is %s', left(filter::text, 80)),
        'write a filter of properties, such as {"last": {"plan": "pro"}}'
    );
    for v_property, v_value in select f.key, f.value from jsonb_each(filter) as f loop
        v_keys := hardal_helpers.find_property(tenant, null, v_property, '-infinity', 'infinity');
        v_path := (
            'strict ' || hardal_helpers.filter_condition(v_property, '$."value"', v_value)
        )::jsonpath;
        v_has_value := concat(
            format('e.properties #> %L is not null', v_keys),
            ' and e.created_at >= ' || since,
            ' and e.created_at < ' || until
        );
        v_queries := v_queries || format(
            '(select l.unit from (select %1$s as unit, '
            '(array_agg(e.properties #> %2$L order by e.created_at desc, e.id desc) '
            'filter (where %3$s))[1] as value '
            'from %4$s where %1$s is not null%5$s group by %1$s) as l '
            'where case when l.value is null then jsonb_build_object() '
            'else jsonb_build_object(''value'', l.value) end @@ %6$L::jsonpath)',
            unit,
            v_keys,
            v_has_value,
            source,
            -- where a unit without a value does not match, its events need not be read
            case when ('{}'::jsonb @@ v_path) is not true then ' and ' || v_has_value end,
            v_path::text
        );
    end loop;
    return array_to_string(v_queries, ' intersect ');
end
$$;

comment on function hardal_private.cohort_last(text, text, text, jsonb, text, text) is
'The query of the units whose newest values of properties match a filter; PT400 for a filter that '
'is none, and for a property that does not exist';
