-- Makes a UUIDv8 (RFC 9562) from bytes. docs/ingest.md tells clients the rule, so it must never
-- change. hardal_admin/bulk/row_ids.py has the same rule for imports.
create or replace function hardal_private.hashed_id(bytes bytea)
returns uuid
language sql
immutable
parallel safe
return overlay(
    overlay(left(encode(sha256(bytes), 'hex'), 32) placing '8' from 13 for 1)
    placing '8' from 17 for 1
)::uuid;

comment on function hardal_private.hashed_id(bytea) is
'A UUIDv8 that is the same for the same bytes, by the rule of docs/ingest.md';
