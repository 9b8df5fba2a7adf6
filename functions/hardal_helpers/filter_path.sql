-- Returns a filter of properties as a jsonpath, for the reports: `properties @@ path` is true for
-- the events that match. A filter is a JSON object, and all its conditions must hold:
-- {"price": {"gte": 10}, "country": ["TR", "DE"], "utm.source": null}. filter_condition tells what
-- a condition is. Properties are named as find_property takes them.
--
-- The path is strict: it does not look into arrays, as #>> does not.
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
    select string_agg(
        hardal_helpers.filter_condition(
            f.property,
            (
                select '$' || string_agg('.' || to_json(k.key)::text, '' order by k.place)
                from unnest(
                    hardal_helpers.find_property(
                        filter_path.tenant,
                        filter_path.event_names,
                        f.property,
                        filter_path.since,
                        filter_path.until
                    )
                ) with ordinality as k (key, place)
            ),
            f.value
        ),
        ' && '
    ) into v_conditions
    from jsonb_each(v_filter) as f (property, value);
    return ('strict ' || v_conditions)::jsonpath;
end
$$;

comment on function hardal_helpers.filter_path(text, text[], jsonb, timestamptz, timestamptz) is
'For the reports: the jsonpath of a filter of properties; null for null and for {}; PT400 for a '
'property that none of the events has, and for a condition that is none';
grant execute on function hardal_helpers.filter_path(
    text, text[], jsonb, timestamptz, timestamptz
) to public;
