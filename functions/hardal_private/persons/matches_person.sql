-- Tells whether an event belongs to the person of a disclosure or an erasure. All given values must
-- agree.
--
-- The body is SQL-standard and the function has no SET, so that it is inlined. Then a value that is
-- null costs nothing, and a client id is found by its index.
create or replace function hardal_private.matches_person(
    event_client_id text,
    event_request_id text,
    event_properties jsonb,
    client_ids text[],
    request_id text,
    properties jsonb
)
returns boolean
language sql
immutable
parallel safe
return (client_ids is null or event_client_id = any(client_ids))
and (request_id is null or event_request_id = request_id)
and (properties is null or event_properties @> properties);

comment on function hardal_private.matches_person(text, text, jsonb, text[], text, jsonb) is
'Whether an event has one of these client ids, this request id and these properties; '
'a null is not compared';
