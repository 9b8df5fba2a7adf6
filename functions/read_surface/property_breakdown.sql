-- Returns the values of a property, the most frequent value first. The property is named as
-- property_catalog names it (nested_data.category), or by its column (nested_data_category).
-- clients is the number of units: see hardal_helpers.report_events for unit, filter and cohort.
create or replace function template.property_breakdown(
    event_name text,
    property text,
    since anycompatible default null,
    until anycompatible default null,
    max_rows int default 50,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.property_value
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    -- the query's text is made of literals and of report_events:
    -- @plpgsql_check_options: security_warnings = off
    v_since timestamptz;
    v_until timestamptz;
    v_keys text[];
begin
    perform hardal_helpers.require_argument(
        property_breakdown.event_name is not null,
        'event_name is required',
        'event_catalog lists them'
    );
    perform hardal_helpers.require_argument(
        property_breakdown.property is not null,
        'property is required',
        'property_catalog lists them, such as nested_data.category'
    );
    perform hardal_helpers.require_argument(
        property_breakdown.max_rows between 1 and 10000,
        'max_rows is between 1 and 10000',
        'the most frequent values come first'
    );
    v_since := hardal_helpers.since(
        to_jsonb(property_breakdown.since) #>> '{}', property_breakdown.time_zone
    );
    v_until := hardal_helpers.until(
        to_jsonb(property_breakdown.until) #>> '{}', property_breakdown.time_zone
    );
    perform hardal_helpers.require_events('template', array[property_breakdown.event_name]);
    v_keys := hardal_helpers.find_property(
        'template',
        array[property_breakdown.event_name],
        property_breakdown.property,
        v_since,
        v_until
    );
    return query execute format(
        'select
            v.value,
            sum(v.events)::bigint,
            count(v.unit),
            round(sum(v.events) / sum(sum(v.events)) over (), 4)
        from (
            select %s as value, e.unit, count(*) as events
            from %s as e
            where e.event_name = $1 and e.created_at >= $2 and e.created_at < $3
            group by 1, 2
        ) as v
        group by v.value
        order by 2 desc, 3 desc, v.value collate "C"
        limit $4',
        hardal_helpers.value_expression(v_keys),
        hardal_helpers.report_events(
            'template',
            array[property_breakdown.event_name],
            v_since,
            v_until,
            property_breakdown.unit,
            property_breakdown.filter,
            property_breakdown.cohort
        )
    )
    using
        property_breakdown.event_name, v_since, v_until, property_breakdown.max_rows;
end
$$;

comment on function template.property_breakdown(
    text, text, anycompatible, anycompatible, int, text, text, jsonb, text
) is
'How often a property of an event has each value, the most frequent first; since is inclusive '
'(left out: 30 days ago), until exclusive, both are dates or times of time_zone. '
'PT400 for a wrong argument. '
'select * from property_breakdown(''purchase'', ''nested_data.category'')';
grant execute on function template.property_breakdown(
    text, text, anycompatible, anycompatible, int, text, text, jsonb, text
) to template__read;
