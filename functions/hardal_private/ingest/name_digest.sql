-- Hashes the text fields of an event: the part of event_digest without properties.
create or replace function hardal_private.name_digest(event jsonb)
returns bigint
language sql
immutable
parallel safe
return hashtextextended(
    coalesce(event ->> 'client_id', ''),
    hashtextextended(
        coalesce(event ->> 'hardal_server_request_id', ''),
        hashtextextended(event ->> 'event_name', 0)
    )
);

comment on function hardal_private.name_digest(jsonb) is
'64-bit hash of an event''s event_name, hardal_server_request_id and client_id';
