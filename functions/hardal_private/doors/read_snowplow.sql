-- Reads a request of a Snowplow tracker: a payload_data.
create or replace function hardal_private.read_snowplow(document jsonb)
returns jsonb
language sql
immutable
parallel safe
return case when jsonb_typeof(document -> 'data') = 'array' then document -> 'data' end;

comment on function hardal_private.read_snowplow(jsonb) is
'The events of a request of a Snowplow tracker; null where it is none';
