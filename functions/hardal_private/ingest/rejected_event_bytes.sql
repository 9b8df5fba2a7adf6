-- The bytes that a refused event counts for in quarantine, told when it comes in: stored, it may be compressed.
create or replace function hardal_private.rejected_event_bytes(payload jsonb, raw bytea, errors jsonb)
returns bigint
language sql
stable
parallel safe
return coalesce(octet_length(raw), pg_column_size(payload), 0) + pg_column_size(errors);

comment on function hardal_private.rejected_event_bytes(jsonb, bytea, jsonb) is
'Bytes of a refused event as it is kept: of its raw form, else of its payload, and of its faults';
