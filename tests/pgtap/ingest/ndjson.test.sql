select plan(16);

select is(
    (select r.events from hardal_private.read_lines(E'{"event_name": "a"}\n\n  \t\r\n{"event_name": "b"}\r\n') as r),
    '[{"event_name": "a"}, {"event_name": "b"}]', 'a line an event, blank ones skipped'
);
select is((select r.lines from hardal_private.read_lines(E'\n{}\n\n[]') as r), '{2,4}', 'the lines that they stand in');
select is((select r.events from hardal_private.read_lines('') as r), null, 'nothing at all');
select is((select r.events from hardal_private.read_lines(E' \n\t\n') as r), null, 'nothing but blank lines');

-- one poisoned line of each kind, and its good neighbours
select results_eq(
    format(
        'select r.events, r.lines, r.raws[2], r.faults[2] is not null, r.faults[1] is null and r.faults[3] is null from hardal_private.read_lines(%L) as r',
        '{"event_name": "a"}'::bytea || '\x0a' || line || '\x0a' || '{"event_name": "b"}'::bytea
    ),
    format('select %L::jsonb, %L::bigint[], %L::bytea, true, true', '[{"event_name": "a"}, null, {"event_name": "b"}]', '{1,2,3}', line),
    kind
)
from (values
    ('not JSON', 'oops'::bytea),
    ('two values', '1, 2'::bytea),
    ('an array''s end', '1], [2'::bytea),
    ('a raw NUL byte', '\x7b00'::bytea),
    ('a byte that is no UTF-8', '\x22ff22'::bytea),
    ('an escaped NUL', convert_to('{"event_name": "\u0000"}', 'UTF8')),
    ('a lone surrogate', convert_to('{"event_name": "\ud800"}', 'UTF8')),
    ('a number that no PostgreSQL holds', '{"n": 1e400000}'::bytea),
    ('a backslash', '\x5c'::bytea)
) as c (kind, line);

select is(
    (select e.value #- '{rejected_id}' from (
        select template__store.ingest(r.events, null, false, r.lines, r.raws, r.faults) as a
        from hardal_private.read_lines(E'{"event_name": "a"}\n\n{"event_name": ""}\nx') as r
    ) as i, jsonb_array_elements(i.a -> 'errors') as e where e.value ->> 'code' = 'empty'),
    '{"index": 1, "line": 3, "field": "event_name", "code": "empty", "message": "event_name is empty: give it a value"}',
    'an error tells the line beside the index'
);
select is((select convert_from(raw, 'UTF8') from template.rejected_events where errors -> 0 ->> 'code' = 'invalid_json'), 'x', 'a line that is no JSON is kept as it came');
select is((select payload from template.rejected_events where errors -> 0 ->> 'code' = 'invalid_json'), null, 'and has no payload');

select * from finish();
