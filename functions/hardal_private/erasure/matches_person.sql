-- Whether an event is of the person that a disclosure or an erasure is about: all that is given must agree. Inlined, so that
-- what is null costs nothing, and a client_id is found by its index.
create or replace function hardal_private.matches_person(
    event_client_id text,
    event_request_id text,
    event_properties jsonb,
    client_id text,
    request_id text,
    properties jsonb
)
returns boolean
language sql
immutable
parallel safe
return (client_id is null or event_client_id = client_id)
and (request_id is null or event_request_id = request_id)
and (properties is null or event_properties @> properties);

comment on function hardal_private.matches_person(text, text, jsonb, text, text, jsonb) is
'Whether an event''s client_id, request id and properties are those that are looked for; null is not looked for';
