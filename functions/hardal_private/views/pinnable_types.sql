-- Returns the types that a DBA may pin a typed view's column to.
create or replace function hardal_private.pinnable_types()
returns text[]
language sql
immutable
parallel safe
return '{text,numeric,boolean,timestamptz,jsonb}'::text[];

comment on function hardal_private.pinnable_types() is
'Returns the types that a column of a typed view can have';
