select plan(22);

create function pg_temp.same(a jsonb, b jsonb) returns boolean language sql as
$$ select hardal_private.event_digest(a) = hardal_private.event_digest(b) $$;

select ok(pg_temp.same('{"event_name": "x"}', '{"event_name": "x", "client_id": null, "properties": null}'), 'null is absent');
select ok(pg_temp.same('{"event_name": "x"}', '{"event_name": "x", "properties": {}}'), 'properties are {} where absent');
select ok(pg_temp.same('{"event_name": "x", "id": "a"}', '{"event_name": "x", "created_at": "b"}'), 'id and created_at are no content');
select ok(pg_temp.same('{"event_name": "x", "properties": {"p": 1.0}}', '{"event_name": "x", "properties": {"p": 1.00}}'), '1.0 is 1.00');
select ok(pg_temp.same('{"event_name": "x", "properties": {"p": 100}}', '{"event_name": "x", "properties": {"p": 1e2}}'), '100 is 1e2');
select ok(
    pg_temp.same('{"event_name": "x", "properties": {"a": 1, "b": [{"c": 1, "d": 2}]}}', '{"properties": {"b": [{"d": 2, "c": 1}], "a": 1}, "event_name": "x"}'),
    'the order of keys does not matter'
);
select ok(not pg_temp.same('{"event_name": "x"}', '{"event_name": "y"}'), 'another name');
select ok(not pg_temp.same('{"event_name": "x", "client_id": "c"}', '{"event_name": "x", "hardal_server_request_id": "c"}'), 'another field');
select ok(not pg_temp.same('{"event_name": "x", "client_id": "c"}', '{"event_name": "x"}'), 'a field that is absent');
select ok(not pg_temp.same('{"event_name": "x", "properties": {"a": 1}}', '{"event_name": "x", "properties": {"a": "1"}}'), '1 is not "1"');
select ok(not pg_temp.same('{"event_name": "x", "properties": {"a": null}}', '{"event_name": "x", "properties": {}}'), 'a null inside properties counts');
select ok(not pg_temp.same('{"event_name": "x", "properties": {"a": [1, 2]}}', '{"event_name": "x", "properties": {"a": [2, 1]}}'), 'the order in arrays counts');
-- where an object or an array ends, which jsonb's own hash does not tell
select ok(
    not pg_temp.same(jsonb_build_object('event_name', 'x', 'properties', a::jsonb), jsonb_build_object('event_name', 'x', 'properties', b::jsonb)),
    a || ' is not ' || b
)
from (values
    ('{"a": {"b": 1, "c": 2}}', '{"a": {"b": 1}, "c": 2}'),
    ('{"a": [1, [2, 3]]}', '{"a": [1, [2], 3]}'),
    ('{"a": [[[1]]]}', '{"a": [1]}'),
    ('{"a": []}', '{"a": {}}'),
    ('{"a": [], "b": 1}', '{"a": [{"b": 1}]}'),
    ('{"a": 10}', '{"a": 1}'),
    ('{"a": 1.5}', '{"a": 15}'),
    ('{"a": "1.0"}', '{"a": "1.00"}'),
    ('{"a": "1"}', '{"a": 1}')
) as c (a, b);
-- stored in the ledger for good: a new version, another machine must find the same
select is(
    hardal_private.event_digest('{"event_name": "purchase", "client_id": "c1", "properties": {"price": 29.99, "nested": {"a": [1, true, null]}}}'),
    7447807308409672407, 'never changes'
);

select * from finish();
