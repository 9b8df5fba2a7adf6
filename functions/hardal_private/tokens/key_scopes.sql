-- Returns the scopes of keys. A key of the scope ingest has the role hardal_ingest over HTTP.
create or replace function hardal_private.key_scopes()
returns text[]
language sql
immutable
parallel safe
return '{ingest,read,aggregate,manage}'::text[];

comment on function hardal_private.key_scopes() is 'Returns the scopes that a key can have';
