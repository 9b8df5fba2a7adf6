-- Returns the expression of a typed view's column: the property's value where it has the column's
-- type, else null, and never an error. A pinned column also reads strings that hold such a value.
create or replace function hardal_private.property_expression(
    keys text[], column_type text, pinned boolean, as_timestamp text
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select format(
        case
            when property_expression.column_type = 'jsonb' then '%1$s'
            when property_expression.column_type = 'text' then '%2$s'
            when property_expression.column_type = 'timestamptz' then '%3$s(%2$s)'
            when not property_expression.pinned
                then 'case when jsonb_typeof(%1$s) = %4$L then (%1$s)::%5$s end'
            else
                'case jsonb_typeof(%1$s) when %4$L then (%1$s)::%5$s'
                ' when ''string'' then case when %2$s ~ %6$L then (%2$s)::%5$s end end'
        end,
        case
            when cardinality(keys) = 1 then format('e.properties -> %L', keys[1])
            else format('e.properties #> %L', keys)
        end,
        case
            when cardinality(keys) = 1 then format('(e.properties ->> %L)', keys[1])
            else format('(e.properties #>> %L)', keys)
        end,
        as_timestamp,
        case property_expression.column_type
            when 'numeric' then 'number' else property_expression.column_type
        end,
        property_expression.column_type,
        case property_expression.column_type
            when 'numeric' then '^[+-]?[0-9]{1,40}([.][0-9]{1,40})?$' else '^(true|false)$'
        end
    )
$$;

comment on function hardal_private.property_expression(text[], text, boolean, text) is
'Returns SQL that reads a property of e.properties as text, numeric, boolean, jsonb '
'or timestamptz (by the function as_timestamp); keys are the property''s keys';
