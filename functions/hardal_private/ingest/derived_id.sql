-- Makes the id of an event without one in a request that has an Idempotency-Key: the same id for
-- each retry (promise 3). The id is a hash of tenant and idempotency key, with the event's index in
-- the last four bytes, so that equal keys with other indexes never meet. It is a UUIDv8 (RFC 9562),
-- the version for UUIDs that are made by a private rule.
create or replace function hardal_private.derived_id(tenant text, idempotency_key text, index int)
returns uuid
language sql
immutable
parallel safe
return encode(
    set_byte(
        set_byte(
            substr(sha256(convert_to(tenant || E'\n' || idempotency_key, 'UTF8')), 1, 12)
            || int4send(index),
            6,
            get_byte(sha256(convert_to(tenant || E'\n' || idempotency_key, 'UTF8')), 6) & 15 | 128
        ),
        8,
        get_byte(sha256(convert_to(tenant || E'\n' || idempotency_key, 'UTF8')), 8) & 63 | 128
    ),
    'hex'
)::uuid;

comment on function hardal_private.derived_id(text, text, int) is
'The id that an event without one gets under an Idempotency-Key: the same for the same tenant, '
'idempotency key and index (0 is the first)';
