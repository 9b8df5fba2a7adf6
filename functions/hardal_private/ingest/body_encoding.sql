-- Names the compression or the encoding of a body by its first bytes. NDJSON in UTF-8 begins with
-- none of them.
-- UTF-16 and UTF-32 come without a byte order mark too. JSON begins with two ASCII characters, so
-- every second byte is zero then (RFC 4627, section 3).
create or replace function hardal_private.body_encoding(body bytea)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select m.name
    from (
        values
        ('gzip', '^1f8b'),
        ('zstd', '^(28b52ffd|5.2a4d18)'),
        ('bzip2', '^425a683[1-9](314159|177245)'),
        ('xz', '^fd377a585a00'),
        ('LZ4', '^(04224d18|02214c18)'),
        ('zip', '^504b(0304|0506|0708)'),
        ('deflate', '^78(01|9c|da)'),
        ('UTF-16 or UTF-32', '^(0000)?(fffe|feff)?((00..){2}|(..00){2})')
    ) as m (name, beginning)
    where encode(substr(body_encoding.body, 1, 12), 'hex') ~ m.beginning
    limit 1
$$;

comment on function hardal_private.body_encoding(bytea) is
'The compression or encoding that a body begins with, such as gzip; null for text in UTF-8';
