-- Returns a filter of properties as a jsonpath, for the reports: `properties @@ path` is true for
-- the events that match. A filter is a JSON object, and all its conditions must hold:
-- {"price": {"gte": 10}, "country": ["TR", "DE"], "utm.source": null}. filter_condition tells what
-- a condition is. Properties are named as find_property takes them.
--
-- The path is strict: as #>>, it looks into an array only where a key is a whole number.
create or replace function hardal_helpers.filter_path(
    tenant text, event_names text[], filter jsonb, since timestamptz, until timestamptz
)
returns jsonpath
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filter constant jsonb := hardal_helpers.written_json(filter);
    v_conditions text;
begin
    if v_filter is null or v_filter = '{}' then
        return null;
    end if;
    perform hardal_helpers.require_argument(
        jsonb_typeof(v_filter) = 'object',
        'filter is a JSON object',
        'such as {"price": {"gte": 10}, "country": ["TR", "DE"], "utm.source": null}'
    );
    perform hardal_helpers.require_argument(
        (select count(*) from jsonb_object_keys(v_filter)) <= 50,
        'a filter has at most 50 properties',
        'leave some out'
    );
    -- each number doubles the places, see filter_places
    perform hardal_helpers.require_argument(
        not exists (
            select
            from jsonb_object_keys(v_filter) as f (property)
            where
                (select count(*) from regexp_matches(f.property, '(?:^|[.])-?[0-9]+(?![^.])', 'g'))
                > 4
        ),
        'a property of a filter has at most 4 keys that are numbers',
        'filter on a property above it'
    );
    select string_agg(p.condition, ' && ') into v_conditions
    from jsonb_each(v_filter) as f (property, value)
    cross join lateral (
        select
            hardal_helpers.find_property(
                filter_path.tenant,
                filter_path.event_names,
                f.property,
                filter_path.since,
                filter_path.until
            ) as keys
    ) as k
    cross join lateral (
        select
            '(' || string_agg(
                concat_ws(
                    ' && ',
                    o.condition,
                    hardal_helpers.filter_condition(f.property, o.place, f.value)
                ),
                ' || '
            ) || ')' as condition
        from hardal_helpers.filter_places(k.keys) as o (condition, place)
    ) as p;
    return ('strict ' || v_conditions)::jsonpath;
end
$$;

comment on function hardal_helpers.filter_path(text, text[], jsonb, timestamptz, timestamptz) is
'For the reports: the jsonpath of a filter of properties; null for null and for {}; PT400 for a '
'property that none of the events has, and for a condition that is none';
grant execute on function hardal_helpers.filter_path(
    text, text[], jsonb, timestamptz, timestamptz
) to public;
