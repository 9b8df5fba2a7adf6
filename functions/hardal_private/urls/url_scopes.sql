-- Returns the scopes of PSQL URLs. Each scope is a group role of every tenant: <tenant>__<scope>.
create or replace function hardal_private.url_scopes()
returns text[]
language sql
immutable
parallel safe
return '{read,aggregate,write,model}'::text[];

comment on function hardal_private.url_scopes() is 'Returns the scopes that a PSQL URL can have';
