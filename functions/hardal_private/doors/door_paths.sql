-- Returns the paths of the doors: the functions in hardal that take the requests of other systems'
-- SDKs. They alone may be called without a token and without a key in the headers, because some
-- SDKs send the key in the body. Each door asks serve_door for the key.
create or replace function hardal_private.door_paths()
returns text[]
language sql
immutable
parallel safe
return '{/rpc/segment,/rpc/posthog,/rpc/mixpanel,/rpc/amplitude,/rpc/snowplow}'::text[];

comment on function hardal_private.door_paths() is
'The paths of the functions that take requests of other systems'' SDKs';
