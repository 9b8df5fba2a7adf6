-- Decodes base64 or base64url, with or without its padding. An error where the text is neither.
-- replace takes a tenth of the time of translate.
create or replace function hardal_private.base64_bytes(value text)
returns bytea
language sql
immutable
parallel safe
return decode(
    replace(replace(value, '-', '+'), '_', '/') || repeat('=', -length(value) & 3),
    'base64'
);

comment on function hardal_private.base64_bytes(text) is
'The bytes of base64 or base64url; 22023 where the text is neither';
