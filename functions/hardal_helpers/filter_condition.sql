-- Returns one condition of a filter as a predicate of a jsonpath, for the reports. path is the
-- property as a strict jsonpath ($."utm"."source"), value is what the filter asks of it:
-- - null: the property is absent or JSON null;
-- - a text, a number, true or false: it is equal, and of the same type;
-- - an array: it is equal to one of these;
-- - an object: every operator in it holds.
--
-- A comparison of different types, or with a property that is absent, is neither true nor false in
-- a jsonpath, so the event does not match. ne and not_in are the opposite of eq and in: they match
-- all other events, also those without the property.
--
-- A null operator is eq without the forms that only stand alone: an array, and an object. Nobody
-- can write it.
create or replace function hardal_helpers.filter_condition(
    property text, path text, value jsonb, operator text default 'eq'
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_type constant text := jsonb_typeof(value);
    v_operator constant text := coalesce(operator, 'eq');
    v_same text;
begin
    if operator = 'eq' and v_type = 'object' then
        perform hardal_helpers.require_argument(
            value <> '{}',
            format('the filter asks nothing of %s', to_jsonb(left(property, 80))),
            'write a value, an array of values, or operators such as {"gte": 10}'
        );
        return (
            select string_agg(
                hardal_helpers.filter_condition(
                    filter_condition.property,
                    filter_condition.path,
                    o.value,
                    nullif(o.key, 'eq')
                ),
                ' && '
            )
            from jsonb_each(filter_condition.value) as o (key, value)
        );
    elsif v_operator = 'eq' and v_type = 'null' then
        return format('(%1$s == null || (exists (%1$s)) is unknown)', path);
    elsif v_operator = 'eq' and v_type in ('string', 'number', 'boolean') then
        return format('(%s == %s)', path, value);
    elsif operator in ('eq', 'in') and v_type = 'array' then
        perform hardal_helpers.require_argument(
            jsonb_array_length(value) between 1 and 1000,
            format('the filter lists no value, or over 1000, for %s', to_jsonb(left(property, 80))),
            'an array has 1 to 1000 values'
        );
        return (
            select '(' || string_agg(
                hardal_helpers.filter_condition(
                    filter_condition.property, filter_condition.path, v.value, null
                ),
                ' || '
            ) || ')'
            from jsonb_array_elements(filter_condition.value) as v (value)
        );
    elsif
        (operator = 'ne' and v_type in ('string', 'number', 'boolean', 'null'))
        or (operator = 'not_in' and v_type = 'array')
    then
        v_same := hardal_helpers.filter_condition(
            property, path, value, case operator when 'not_in' then 'in' end
        );
        return format('(!%1$s || %1$s is unknown)', v_same);
    elsif operator in ('gt', 'gte', 'lt', 'lte') and v_type in ('string', 'number') then
        return format(
            '(%s %s %s)',
            path,
            case operator when 'gt' then '>' when 'gte' then '>=' when 'lt' then '<' else '<=' end,
            value
        );
    elsif operator = 'exists' and v_type = 'boolean' then
        return case
            when value = 'true' then format('(exists (%1$s) && %1$s != null)', path)
            else hardal_helpers.filter_condition(property, path, 'null', null)
        end;
    elsif operator = 'starts_with' and v_type = 'string' then
        return format('(%s starts with %s)', path, value);
    elsif operator = 'contains' and v_type in ('string', 'number', 'boolean') then
        -- a text with this part, or an array with this element
        return format(
            '(%sexists (%s[*] ? (@ == %s)))',
            case
                when v_type = 'string'
                    then format('%s like_regex %s flag "q" || ', path, value)
                else ''
            end,
            path,
            value
        );
    end if;
    perform hardal_helpers.require_argument(
        false,
        format(
            'the filter of %s has no operator %s that takes %s',
            to_jsonb(left(property, 80)),
            to_jsonb(left(v_operator, 80)),
            left(value::text, 80)
        ),
        'operators are eq, ne, in, not_in, gt, gte, lt, lte, exists, starts_with and contains: '
        '{"price": {"gte": 10}, "country": ["TR", "DE"], "utm.source": null}'
    );
    return null;
end
$$;

comment on function hardal_helpers.filter_condition(text, text, jsonb, text) is
'For the reports: one condition of a filter as a predicate of a jsonpath; PT400 for an operator '
'that does not exist and for a value that it does not take';
grant execute on function hardal_helpers.filter_condition(text, text, jsonb, text) to public;
