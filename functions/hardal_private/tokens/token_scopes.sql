-- Returns the scopes of tokens. A token of the scope ingest has the role hardal_ingest over HTTP.
create or replace function hardal_private.token_scopes()
returns text[]
language sql
immutable
parallel safe
return '{ingest,read}'::text[];

comment on function hardal_private.token_scopes() is 'Returns the scopes that a token can have';
