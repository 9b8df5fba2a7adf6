-- Returns the type that a typed view's column has for values of a JSON type. An object has no
-- column of its own, because its keys are properties. A JSON null does not tell a type.
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
