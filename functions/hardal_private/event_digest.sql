-- What "the same content" means (promise 2): event_name, hardal_server_request_id, client_id and properties as
-- JSON values. null is absent, 1.0 is 1.00, and the order of keys does not matter, because jsonb's own hash says so.
-- Each part seeds the next. An absent text counts as '', which no field may be.
-- Stored in the ledger: what it gives for an event must never change.
create or replace function hardal_private.event_digest(event jsonb)
returns bigint
language sql
immutable
parallel safe
return jsonb_hash_extended(
    case when jsonb_typeof(event -> 'properties') = 'object' then event -> 'properties' else '{}' end,
    hashtextextended(
        coalesce(event ->> 'client_id', ''),
        hashtextextended(
            coalesce(event ->> 'hardal_server_request_id', ''),
            hashtextextended(event ->> 'event_name', 0)
        )
    )
);

comment on function hardal_private.event_digest(jsonb) is '64-bit hash of an event''s content, without its id and time; kept in the ledger';
