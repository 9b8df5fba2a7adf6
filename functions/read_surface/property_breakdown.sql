-- Returns the values of a property, the most frequent value first. The property is named as
-- property_catalog names it: nested_data.category.
create or replace function template.property_breakdown(
    event_name text,
    property text,
    since timestamptz default now() - interval '30 days',
    until timestamptz default null,
    max_rows int default 50
)
returns setof hardal.property_value
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since constant timestamptz := coalesce(property_breakdown.since, '-infinity');
    v_until constant timestamptz := coalesce(property_breakdown.until, 'infinity');
    v_keys constant text[] := template.property_keys(property_breakdown.property);
begin
    perform template.require_argument(
        property_breakdown.event_name is not null,
        'event_name is required',
        'event_catalog lists them'
    );
    perform template.require_argument(
        v_keys is not null,
        'property is required',
        'property_catalog lists them, such as nested_data.category'
    );
    perform template.require_argument(
        property_breakdown.max_rows between 1 and 10000,
        'max_rows is between 1 and 10000',
        'the most frequent values come first'
    );
    return query
    select
        v.value,
        sum(v.events)::bigint,
        count(v.client_id),
        round(sum(v.events) / sum(sum(v.events)) over (), 4)
    from (
        select e.properties #>> v_keys as value, e.client_id, count(*) as events
        from template.events as e
        where
            e.event_name = property_breakdown.event_name
            and e.created_at >= v_since
            and e.created_at < v_until
        group by e.properties #>> v_keys, e.client_id
    ) as v
    group by v.value
    order by 2 desc, 3 desc, v.value collate "C"
    limit property_breakdown.max_rows;
end
$$;

comment on function template.property_breakdown(text, text, timestamptz, timestamptz, int) is
'How often a property of an event has each value, the most frequent first; since is inclusive, '
'until exclusive, and null is no bound. PT400 for a wrong argument. '
'select * from property_breakdown(''purchase'', ''nested_data.category'')';
grant execute on function template.property_breakdown(
    text, text, timestamptz, timestamptz, int
) to template__read;
