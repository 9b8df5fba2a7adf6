-- Returns the digest by which the registry finds a key. It is STABLE, as convert_to()
-- is: declared IMMUTABLE, it would not be inlined.
create or replace function hardal_private.key_digest(key text)
returns bytea
language sql
stable
parallel safe
return sha256(convert_to(key, 'UTF8'));

comment on function hardal_private.key_digest(text) is 'The SHA-256 of a key';
