-- Returns the query of a cohort that is made from a definition: one column, unit_id, each unit
-- once. A definition is written by hand or by the page:
--
--     {"unit": "person", "time_zone": "Europe/Istanbul", "all": [
--         {"did": "purchase", "filter": {"price": {"gte": 10}}, "at_least": 2, "since": "30 days"},
--         {"did_not": "refund"},
--         {"last": {"plan": "pro"}}
--     ]}
--
-- all or any: see cohort_group. unit is client where it is left out, or person, or a property.
-- Dates are those of time_zone (UTC where it is left out). Each name of an event or a property is
-- looked up now. The text is made of quoted names and literals alone, and always means the same.
create or replace function hardal_private.cohort_query(tenant text, definition jsonb)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_unit constant text := coalesce(definition ->> 'unit', 'client');
    v_zone constant text := coalesce(definition ->> 'time_zone', 'UTC');
    v_expression text;
begin
    perform hardal_helpers.require_argument(
        jsonb_typeof(definition) = 'object'
        and coalesce(jsonb_typeof(definition -> 'unit'), 'string') = 'string'
        and coalesce(jsonb_typeof(definition -> 'time_zone'), 'string') = 'string'
        and hardal_helpers.is_time_zone(v_zone),
        'the definition is no JSON object, or has a unit that is no text, or a time zone that does '
        'not exist',
        'such as {"unit": "client", "time_zone": "UTC", "all": [{"did": "purchase"}]}'
    );
    perform hardal_helpers.require_argument(
        length(definition::text) <= 50000,
        'the definition has over 50,000 characters',
        'make a cohort from a query'
    );
    v_expression := hardal_helpers.unit_expression(
        tenant, null, v_unit, '-infinity', 'infinity'
    );
    return format(
        'select u.unit as unit_id from (%s) as u',
        hardal_private.cohort_group(
            tenant,
            v_expression,
            concat(
                format('%I.events as e', tenant),
                case
                    when v_unit = 'person' then format(
                        ' left join %I.identities as i on e.client_id = i.client_id', tenant
                    )
                end
            ),
            definition - '{unit,time_zone}'::text[],
            v_zone
        )
    );
end
$$;

comment on function hardal_private.cohort_query(text, jsonb) is
'The query of the units of a cohort, from its definition; PT400 where the definition is wrong, and '
'for an event or a property that does not exist';
