-- The id of an event that came without one, in a request with an Idempotency-Key: a hash of tenant and key, and the event's
-- index in its last four bytes, so that equal keys with other indexes never meet. UUIDv8 (RFC 9562): made by a rule of our own.
create or replace function hardal_private.derived_id(tenant text, key text, index int)
returns uuid
language sql
immutable
parallel safe
return encode(
    set_byte(
        set_byte(
            substr(sha256(convert_to(tenant || E'\n' || key, 'UTF8')), 1, 12) || int4send(index),
            6, get_byte(sha256(convert_to(tenant || E'\n' || key, 'UTF8')), 6) & 15 | 128
        ),
        8, get_byte(sha256(convert_to(tenant || E'\n' || key, 'UTF8')), 8) & 63 | 128
    ),
    'hex'
)::uuid;

comment on function hardal_private.derived_id(text, text, int) is
'The id that an event without one gets under an Idempotency-Key: the same for the same tenant, key and index';
