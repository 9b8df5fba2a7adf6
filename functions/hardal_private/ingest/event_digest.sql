-- Hashes an event's content, which decides between a duplicate and a conflict (promise 2):
-- event_name, hardal_server_request_id, client_id and properties as JSON values. null equals
-- absent, 1.0 equals 1.00, and the order of keys does not matter.
-- The hash of each part seeds the hash of the next part. An absent text counts as '', because no
-- field may be empty.
-- For properties the function hashes jsonb's text, whose keys are in a fixed order, without the
-- zeros at the end of fractions. jsonb's own hash does not tell where an object or array ends, and
-- in it two equal values 32 places apart cancel each other.
-- The ledger stores the result, so the result for a given event must never change.
create or replace function hardal_private.event_digest(event jsonb)
returns bigint
language sql
immutable
parallel safe
return hashtextextended(
    case
        when jsonb_typeof(event -> 'properties') is distinct from 'object' then '{}'
        when (event -> 'properties')::text ~ '\.[0-9]*0(?![0-9])'
            then
                -- strings are matched whole and stay; a number loses the digits after the last one
                -- that counts
                regexp_replace(
                    (event -> 'properties')::text,
                    '("(?:[^"\\]|\\.)*")|(\.[0-9]*[1-9])0+(?![0-9])|\.0+(?![0-9])',
                    '\1\2',
                    'g'
                )
        else (event -> 'properties')::text
    end,
    hardal_private.name_digest(event)
);

comment on function hardal_private.event_digest(jsonb) is
'64-bit hash of an event''s content, without its id and time; the ledger stores it';
