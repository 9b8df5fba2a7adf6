-- Tells whether a value has more than 32 levels of objects and arrays. The jsonpath reads no level
-- below the level that it asks about.
create or replace function hardal_private.is_deep(value jsonb)
returns boolean
language sql
immutable
parallel safe
return jsonb_path_exists(value, 'strict $.**{32} ? (@.type() == "object" || @.type() == "array")');

comment on function hardal_private.is_deep(jsonb) is
'Whether a value is nested deeper than 32 levels of objects and arrays';
