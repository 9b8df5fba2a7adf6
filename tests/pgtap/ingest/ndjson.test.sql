select plan(47);

select is(
    (
        select r.events
        from hardal_private.read_lines(
            E'{"event_name": "a"}\n\n  \t\r\n{"event_name": "b"}\r\n'
        ) as r
    ),
    '[{"event_name": "a"}, {"event_name": "b"}]',
    'each line is an event, and blank lines are skipped'
);
select is(
    (select r.lines from hardal_private.read_lines(E'\n{}\n\n[]') as r),
    '{2,4}',
    'the line of each event is known'
);
select is(
    (select r.events from hardal_private.read_lines('') as r), null, 'an empty body has no events'
);
select is(
    (select r.events from hardal_private.read_lines(E' \n\t\n') as r),
    null,
    'a body of blank lines has no events'
);

-- a bad line of each kind, between two good lines
select results_eq(
    format(
        'select
            r.events, r.lines, r.raws[2], r.faults[2] is not null,
            r.faults[1] is null and r.faults[3] is null
        from hardal_private.read_lines(%L) as r',
        '{"event_name": "a"}'::bytea || '\x0a' || line || '\x0a' || '{"event_name": "b"}'::bytea
    ),
    format(
        'select %L::jsonb, %L::bigint[], %L::bytea, true, true',
        '[{"event_name": "a"}, null, {"event_name": "b"}]', '{1,2,3}', line
    ),
    'a bad line alone is refused: ' || kind
)
from (values
    ('text that is not JSON', 'oops'::bytea),
    ('two values', '1, 2'::bytea),
    ('the end of an array', '1], [2'::bytea),
    ('a raw NUL byte', '\x7b00'::bytea),
    ('a byte that is not UTF-8', '\x22ff22'::bytea),
    ('an escaped NUL', convert_to('{"event_name": "\u0000"}', 'UTF8')),
    ('a lone surrogate', convert_to('{"event_name": "\ud800"}', 'UTF8')),
    ('a number that PostgreSQL cannot hold', '{"n": 1e400000}'::bytea),
    ('a backslash', '\x5c'::bytea)
) as c (kind, line);

select is(
    (
        select e.value #- '{rejected_id}'
        from (
            select template__store.ingest(r.events, null, false, r.lines, r.raws, r.faults) as a
            from hardal_private.read_lines(E'{"event_name": "a"}\n\n{"event_name": ""}\nx') as r
        ) as i, jsonb_array_elements(i.a -> 'errors') as e
        where e.value ->> 'code' = 'empty'
    ),
    '{"index": 1, "line": 3, "field": "event_name", "code": "empty",
      "message": "event_name is empty: give it a value"}',
    'an error has the line beside the index'
);
select is(
    (
        select convert_from(raw, 'UTF8')
        from template.rejected_events
        where errors -> 0 ->> 'code' = 'invalid_json'
    ),
    'x',
    'a line that is not JSON is kept as it came'
);
select is(
    (
        select payload
        from template.rejected_events
        where errors -> 0 ->> 'code' = 'invalid_json'
    ),
    null,
    'a line that is not JSON has no payload'
);

-- The doors themselves: a byte order mark, and bodies that are no text.
create function pg_temp.read(body bytea) returns jsonb language sql as
$$ select r.events from hardal_private.read_ndjson(body) as r $$;

select is(
    pg_temp.read('\xefbbbf'::bytea || E'{"event_name": "a"}\r\n{"event_name": "b"}'::bytea),
    '[{"event_name": "a"}, {"event_name": "b"}]',
    'a byte order mark at the beginning is skipped'
);
select is(
    (
        select array_agg(f is null)
        from
            hardal_private.read_ndjson('\x7b7d0aefbbbf7b7d') as r,
            unnest(r.faults) as f
    ),
    array[true, false],
    'a byte order mark in a later line is part of its line'
);
select is(
    pg_temp.read('\xefbbbf0d0a'), null, 'a body of a byte order mark and a blank line has no events'
);
select throws_ok(
    format('select hardal_private.read_ndjson(%L)', body),
    'PT415',
    null,
    'the whole body is refused: ' || kind
)
from (values
    ('gzip', '\x1f8b0800000000000203'::bytea),
    ('zstd', '\x28b52ffd2012910000'),
    ('zstd, with a skippable frame', '\x502a4d180000000028b52ffd'),
    ('bzip2', '\x425a68393141592653590000'),
    ('bzip2 of nothing', '\x425a683917724538509000000000'),
    ('xz', '\xfd377a585a000004e6d6b446'),
    ('LZ4', '\x04224d186440a7'),
    ('zip', '\x504b03041400000008'),
    ('an empty zip archive', '\x504b0506000000000000'),
    ('deflate', '\x789cab564a2d4b'),
    ('UTF-16', '\xfffe7b002200'),
    ('UTF-16, big-endian', '\xfeff007b0022'),
    ('UTF-16 without a mark', '\x7b0022006500'),
    ('UTF-16, big-endian, without a mark', '\x007b00220065'),
    ('UTF-16 that begins with a line end', '\xfffe0a007b00'),
    ('UTF-32', '\xfffe00007b00000022000000'),
    ('UTF-32, big-endian', '\x0000feff0000007b00000022'),
    ('UTF-32 without a mark', '\x7b00000022000000'),
    ('UTF-32, big-endian, without a mark', '\x0000007b00000022'),
    ('brotli, which has no mark',
     '\x1b5701a01d87b163a72209bfdd8c4208b2231fd0df5fa64149c0158b4ef6b928402e0e405e6d8069')
) as c (kind, body);
select is(
    (select count(f) from hardal_private.read_ndjson(body) as r, unnest(r.faults) as f),
    1::bigint,
    'only the line is rejected: ' || kind
)
from (values
    ('Latin-1', '{"event_name": "f\374r"}'::bytea),
    ('text in Latin-1', 'f\374r'::bytea),
    ('a NUL byte', '\x00'::bytea),
    ('an event with bytes that are no text', '{"event_name": "\000\377"}'::bytea),
    ('binary before a good line', '\x01ff0a7b7d'::bytea),
    ('a byte that is no text', '\xff'::bytea),
    ('PK', 'PK'::bytea),
    ('BZh', 'BZh9'::bytea)
) as c (kind, body);

select * from finish();
