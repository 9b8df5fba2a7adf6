-- What "the same content" means (promise 2): event_name, hardal_server_request_id, client_id and properties as
-- JSON values. null is absent, 1.0 is 1.00, and the order of keys does not matter. Each part seeds the next. An absent
-- text counts as '', which no field may be. Of properties two hashes go in, because neither is enough: jsonb's own takes
-- 1.0 for 1.00, but does not tell where an object or array ends; the text without its zeros and points does.
-- Stored in the ledger: what it gives for an event must never change.
create or replace function hardal_private.event_digest(event jsonb)
returns bigint
language sql
immutable
parallel safe
return case
    when jsonb_typeof(event -> 'properties') = 'object'
        then
            hashtextextended(
                replace(replace((event -> 'properties')::text, '0', ''), '.', ''),
                jsonb_hash_extended(event -> 'properties', hardal_private.name_digest(event))
            )
    else hashtextextended('{}', jsonb_hash_extended('{}', hardal_private.name_digest(event)))
end;

comment on function hardal_private.event_digest(jsonb) is '64-bit hash of an event''s content, without its id and time; kept in the ledger';
