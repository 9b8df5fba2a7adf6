-- Returns a new random key: hk_ and 32 letters and digits, some 190 bits. The random bits are those
-- of three random UUIDs, 122 bits each: PostgreSQL's core has no other strong source.
create or replace function hardal_private.new_key()
returns text
language sql
volatile
return 'hk_' || left(
    translate(
        encode(
            sha256(
                uuid_send(gen_random_uuid())
                || uuid_send(gen_random_uuid())
                || uuid_send(gen_random_uuid())
            ),
            'base64'
        ),
        '+/=',
        'AZ'
    ),
    32
);

comment on function hardal_private.new_key() is 'A new random key: hk_ and 32 letters and digits';
