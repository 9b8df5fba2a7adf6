-- Returns the expression of the key that stands for the value of an event's property, for the texts
-- of queries of the reports; e is the event there. The key is = and the value's first 1,000
-- characters, or empty for an event without the property, so that null equals null in a join.
create or replace function hardal_helpers.key_expression(keys text[])
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when key_expression.keys is null then ''''''
        else format(
            'coalesce(''='' || left(%s, 1000), '''')',
            hardal_helpers.value_expression(key_expression.keys)
        )
    end
$$;

comment on function hardal_helpers.key_expression(text[]) is
'For the reports: the expression of the key of an event''s value, with the event as e; the empty '
'key for null';
grant execute on function hardal_helpers.key_expression(text[]) to public;
