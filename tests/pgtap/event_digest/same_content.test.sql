select plan(34);

create function pg_temp.same(a jsonb, b jsonb) returns boolean language sql as
$$ select hardal_private.event_digest(a) = hardal_private.event_digest(b) $$;
-- the same for two values of properties
create function pg_temp.same_properties(a jsonb, b jsonb) returns boolean language sql as $$
    select pg_temp.same(
        jsonb_build_object('event_name', 'x', 'properties', a),
        jsonb_build_object('event_name', 'x', 'properties', b)
    )
$$;

select ok(
    pg_temp.same(
        '{"event_name": "x"}', '{"event_name": "x", "client_id": null, "properties": null}'
    ),
    'null is absent'
);
select ok(
    pg_temp.same('{"event_name": "x"}', '{"event_name": "x", "properties": {}}'),
    'absent properties are {}'
);
select ok(
    pg_temp.same('{"event_name": "x", "id": "a"}', '{"event_name": "x", "created_at": "b"}'),
    'id and created_at are not content'
);
select ok(pg_temp.same_properties('{"p": 1.0}', '{"p": 1.00}'), '1.0 is 1.00');
select ok(pg_temp.same_properties('{"p": 100}', '{"p": 1e2}'), '100 is 1e2');
select ok(
    pg_temp.same(
        '{"event_name": "x", "properties": {"a": 1, "b": [{"c": 1, "d": 2}]}}',
        '{"properties": {"b": [{"d": 2, "c": 1}], "a": 1}, "event_name": "x"}'
    ),
    'the order of keys does not matter'
);
select ok(
    not pg_temp.same('{"event_name": "x"}', '{"event_name": "y"}'),
    'another event_name is other content'
);
select ok(
    not pg_temp.same(
        '{"event_name": "x", "client_id": "c"}',
        '{"event_name": "x", "hardal_server_request_id": "c"}'
    ),
    'the same text in another field is other content'
);
select ok(
    not pg_temp.same('{"event_name": "x", "client_id": "c"}', '{"event_name": "x"}'),
    'an event without a field is other content'
);
select ok(not pg_temp.same_properties('{"a": 1}', '{"a": "1"}'), 'a number is not a string');
select ok(not pg_temp.same_properties('{"a": null}', '{}'), 'a null inside properties counts');
select ok(
    not pg_temp.same_properties('{"a": [1, 2]}', '{"a": [2, 1]}'), 'the order in arrays counts'
);
-- jsonb's own hash does not tell where an object or an array ends
select ok(not pg_temp.same_properties(a::jsonb, b::jsonb), a || ' is not ' || b)
from (values
    ('{"a": {"b": 1, "c": 2}}', '{"a": {"b": 1}, "c": 2}'),
    ('{"a": [1, [2, 3]]}', '{"a": [1, [2], 3]}'),
    ('{"a": [[[1]]]}', '{"a": [1]}'),
    ('{"a": []}', '{"a": {}}'),
    ('{"a": [], "b": 1}', '{"a": [{"b": 1}]}'),
    ('{"a": 10}', '{"a": 1}'),
    ('{"a": 1.5}', '{"a": 15}'),
    ('{"a": "1.0"}', '{"a": "1.00"}'),
    ('{"a": "1"}', '{"a": 1}'),
    ('{"a": "x 1.0, y"}', '{"a": "x 1.00, y"}'),
    ('{"a": "\": 1.0,"}', '{"a": "\": 1.00,"}'),
    ('{"a": 1.05}', '{"a": 1.5}'),
    ('{"a": 1.050}', '{"a": 1.5}'),
    ('{"a": 100}', '{"a": 1}')
) as c (a, b);
-- in jsonb's own hash, equal values 32 apart cancel each other, wherever they are
select ok(not pg_temp.same_properties(a, b), description)
from (values
    (
        '64 times 1 is not 64 times 10',
        jsonb_build_object('a', array_fill(1, array[64])),
        jsonb_build_object('a', array_fill(10, array[64]))
    ),
    (
        'swapping the values of k00 and k16 counts',
        (
            select jsonb_object_agg(
                'k' || to_char(n, 'FM00'), case n when 0 then 1 when 16 then 10 else 5 end
            )
            from generate_series(0, 19) as n
        ),
        (
            select jsonb_object_agg(
                'k' || to_char(n, 'FM00'), case n when 0 then 10 when 16 then 1 else 5 end
            )
            from generate_series(0, 19) as n
        )
    )
) as c (description, a, b);
select ok(pg_temp.same_properties(a::jsonb, b::jsonb), a || ' is ' || b)
from (values
    ('{"a": 1.50}', '{"a": 1.5}'),
    ('{"a": [1.0, "1.0", 0.00]}', '{"a": [1, "1.0", 0]}'),
    ('{"a": -0.500, "b": "\\\"1.50"}', '{"a": -0.5, "b": "\\\"1.50"}'),
    ('{"a": 100.0}', '{"a": 100}'),
    ('{"a": 10.010}', '{"a": 10.01}')
) as c (a, b);
-- the ledger stores the digest: another version or another machine must compute the same one
select is(
    hardal_private.event_digest(
        '{"event_name": "purchase", "client_id": "c1",
          "properties": {"price": 29.99, "nested": {"a": [1, true, null]}}}'
    ),
    3614852828065248949,
    'a digest never changes'
);

select * from finish();
