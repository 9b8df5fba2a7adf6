-- Returns the key in a body that cannot be parsed yet, or null: the first member with one of the
-- names that SDKs give to it, and a value in the form of a key.
create or replace function hardal_private.written_key(source text)
returns text
language sql
immutable
parallel safe
return substring(
    source
    from '"(?:api_key|writeKey|[$]?token)" *: *"(?:[^":\\]{0,100}:)?(hk_[0-9A-Za-z]{32})"'
);

comment on function hardal_private.written_key(text) is
'The key in the text of a body, by the names that SDKs give to it; null where it has none';
