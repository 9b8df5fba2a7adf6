-- Makes an id for an event without one: a UUIDv7 (RFC 9562), so that new ids go to the end of the
-- ledger's index. PostgreSQL itself has uuidv7() only from 18 on.
-- The body is SQL-standard, so that it is inlined.
create or replace function hardal_private.uuid_v7()
returns uuid
language sql
volatile
parallel safe
return encode(
    -- 48 bits of milliseconds replace the start of a random UUIDv4, whose version bits are then
    -- raised from 0100 to 0111
    set_bit(
        set_bit(
            overlay(
                uuid_send(gen_random_uuid()),
                substr(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint), 3),
                1, 6
            ),
            52, 1
        ),
        53, 1
    ),
    'hex'
)::uuid;

comment on function hardal_private.uuid_v7() is
'A new UUIDv7 (RFC 9562), ordered by the millisecond in which it was made';
