-- Returns the expression of the value of an event's property, as a text, for the texts of queries
-- of the reports; e is the event there. Properties are always an object, so ->> returns what #>>
-- returns for one key, and is quicker. Further keys can stand for places in an array.
create or replace function hardal_helpers.value_expression(keys text[])
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when cardinality(value_expression.keys) = 1
            then format('(e.properties ->> %L)', value_expression.keys[1])
        else format('(e.properties #>> %L)', value_expression.keys)
    end
$$;

comment on function hardal_helpers.value_expression(text[]) is
'For the reports: the expression of the value of an event''s property as a text, with the event '
'as e';
grant execute on function hardal_helpers.value_expression(text[]) to public;
