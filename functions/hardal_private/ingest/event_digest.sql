-- What "the same content" means (promise 2): event_name, hardal_server_request_id, client_id and properties as
-- JSON values. null is absent, 1.0 is 1.00, and the order of keys does not matter. Each part seeds the next. An absent
-- text counts as '', which no field may be. Of properties it is jsonb's text, whose keys are in order, with numbers without
-- the zeros that end a fraction; jsonb's own hash does not tell where an object or array ends, and pairs 32 apart cancel.
-- Stored in the ledger: what it gives for an event must never change.
create or replace function hardal_private.event_digest(event jsonb)
returns bigint
language sql
immutable
parallel safe
return case
    when jsonb_typeof(event -> 'properties') = 'object'
        then
            case
                when (event -> 'properties')::text ~ '\.[0-9]*0(?![0-9])'
                    then
                        hashtextextended(
                            -- strings are matched whole, and stay; of numbers, what is behind the last digit that counts goes
                            regexp_replace(
                                (event -> 'properties')::text,
                                '("(?:[^"\\]|\\.)*")|(\.[0-9]*[1-9])0+(?![0-9])|\.0+(?![0-9])', '\1\2', 'g'
                            ),
                            hardal_private.name_digest(event)
                        )
                else hashtextextended((event -> 'properties')::text, hardal_private.name_digest(event))
            end
    else hashtextextended('{}', hardal_private.name_digest(event))
end;

comment on function hardal_private.event_digest(jsonb) is '64-bit hash of an event''s content, without its id and time; kept in the ledger';
