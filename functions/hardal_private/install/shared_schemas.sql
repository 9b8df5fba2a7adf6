-- The schemas that hardal has once in a database. Every tenant has two more, made like the
-- template's.
create or replace function hardal_private.shared_schemas()
returns name[]
language sql
immutable
parallel safe
return array[
    'hardal', 'hardal_doorkeeper', 'hardal_helpers', 'hardal_private', 'template', 'template__store'
]::name[];

comment on function hardal_private.shared_schemas() is
'The names of hardal''s own schemas and the template''s';
