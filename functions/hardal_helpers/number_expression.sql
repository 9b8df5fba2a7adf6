-- Returns the expression of the number that an event's property has, for the texts of queries of
-- the reports; e is the event there. The number is null where the value has another type: a text
-- that looks like a number is none.
create or replace function hardal_helpers.number_expression(keys text[])
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when number_expression.keys is null then 'null::numeric'
        else format(
            'case when jsonb_typeof(%s) = ''number'' then %s::numeric end',
            case
                when cardinality(number_expression.keys) = 1
                    then format('e.properties -> %L', number_expression.keys[1])
                else format('e.properties #> %L', number_expression.keys)
            end,
            hardal_helpers.value_expression(number_expression.keys)
        )
    end
$$;

comment on function hardal_helpers.number_expression(text[]) is
'For the reports: the expression of the number that an event''s property has, with the event as e; '
'null::numeric for null';
grant execute on function hardal_helpers.number_expression(text[]) to public;
