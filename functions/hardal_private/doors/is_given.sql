-- Tells whether a field has a value: it is neither absent, null nor empty.
create or replace function hardal_private.is_given(value jsonb)
returns boolean
language sql
immutable
parallel safe
return coalesce(value <> 'null' and value <> '""', false);

comment on function hardal_private.is_given(jsonb) is
'Whether a JSON value is neither absent, null nor an empty string';
