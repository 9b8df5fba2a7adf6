-- The type of a typed view's column for values of a JSON type. An object has no column of its own,
-- because its keys are properties. A null says nothing of the type.
create or replace function hardal_private.column_type(json_type text)
returns text
language sql
immutable
parallel safe
return case json_type
    when 'string' then 'text'
    when 'number' then 'numeric'
    when 'boolean' then 'boolean'
    when 'array' then 'jsonb'
end;

comment on function hardal_private.column_type(text) is
'Returns the type of a column for string, number, boolean or array; null for object and null';
