select plan(16);

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

select * from finish();
