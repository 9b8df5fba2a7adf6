-- Returns the bytes that a rejected event counts for in the quarantine. They are counted when the
-- event comes in: once it is stored, it may be compressed.
create or replace function hardal_private.rejected_event_bytes(
    payload jsonb, raw bytea, errors jsonb
)
returns bigint
language sql
stable
parallel safe
return coalesce(octet_length(raw), pg_column_size(payload), 0) + pg_column_size(errors);

comment on function hardal_private.rejected_event_bytes(jsonb, bytea, jsonb) is
'Bytes of a rejected event in quarantine: the bytes of its raw form, or else of its payload, '
'and the bytes of its errors';
