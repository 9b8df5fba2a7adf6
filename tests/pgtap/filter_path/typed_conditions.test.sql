select plan(36);

select template__store.ingest('[
    {"client_id": "n10",  "event_name": "a", "properties": {"p": 10, "q": {"r": "x"}}},
    {"client_id": "n9",   "event_name": "a", "properties": {"p": 9.5, "q": {"r": null}}},
    {"client_id": "neg",  "event_name": "a", "properties": {"p": -3, "q": "x"}},
    {"client_id": "t10",  "event_name": "a", "properties": {"p": "10"}},
    {"client_id": "text", "event_name": "a",
     "properties": {"p": "say \"hi\" \\ 100%", "k.e\"y": 1}},
    {"client_id": "yes",  "event_name": "a", "properties": {"p": true}},
    {"client_id": "none", "event_name": "a", "properties": {"p": null}},
    {"client_id": "list", "event_name": "a", "properties": {"p": ["x", 10, null]}},
    {"client_id": "map",  "event_name": "a", "properties": {"p": {"s": 10}, "": 5}},
    {"client_id": "gone", "event_name": "a", "properties": {}}
]') is null;

-- the clients of the events that match, in order of name
create function pg_temp.matching(filter jsonb) returns text language sql as $$
    select coalesce(string_agg(e.client_id, ' ' order by e.client_id collate "C"), '')
    from template.events as e
    where e.properties @@ hardal_helpers.filter_path(
        'template', '{a}', matching.filter, '-infinity', 'infinity'
    )
$$;
create function pg_temp.refused(filter text, reason text) returns text language sql as $$
    select throws_ok(
        format('select pg_temp.matching(%L)', filter), 'PT400', null, reason
    )
$$;

select is(pg_temp.matching('{"p": 10}'), 'n10', 'a number is no text');
select is(pg_temp.matching('{"p": 10.0}'), 'n10', 'numbers are compared as numbers');
select is(pg_temp.matching('{"p": "10"}'), 't10', 'a text is no number');
select is(pg_temp.matching('{"p": -3}'), 'neg', 'a negative number');
select is(pg_temp.matching('{"p": true}'), 'yes', 'true');
select is(pg_temp.matching('{"p": "say \"hi\" \\ 100%"}'), 'text', 'a text with quotes and %');
select is(pg_temp.matching('{"p": null}'), 'gone none', 'null: absent or JSON null');
select is(pg_temp.matching('{"q.r": null}'), 'gone list map n9 neg none t10 text yes',
    'null: also where a part of the path is no object');
select is(pg_temp.matching('{"p": ["10", 10, null]}'), 'gone n10 none t10', 'one of several');
select is(pg_temp.matching('{"p": {"in": [10]}}'), 'n10', 'in');
select is(pg_temp.matching('{"p": {"eq": 10}}'), 'n10', 'eq');
select is(pg_temp.matching('{"p": {"gte": 9.5}}'), 'n10 n9', 'gte reads numbers alone');
select is(pg_temp.matching('{"p": {"gt": 9.5}}'), 'n10', 'gt');
select is(pg_temp.matching('{"p": {"lt": 9.5}}'), 'neg', 'lt');
select is(pg_temp.matching('{"p": {"lte": 9.5, "gt": -3}}'), 'n9', 'two operators');
select is(pg_temp.matching('{"p": {"gte": "2"}}'), 'text', 'texts in the order of code points');
select is(pg_temp.matching('{"p": {"ne": 10}}'), 'gone list map n9 neg none t10 text yes',
    'ne: all other events');
select is(pg_temp.matching('{"p": {"ne": null}}'), 'list map n10 n9 neg t10 text yes',
    'ne null: the property is there');
select is(pg_temp.matching('{"p": {"not_in": [10, null, true]}}'), 'list map n9 neg t10 text',
    'not_in: all other events');
select is(pg_temp.matching('{"p": {"exists": true}}'), 'list map n10 n9 neg t10 text yes',
    'exists');
select is(pg_temp.matching('{"p": {"exists": false}}'), 'gone none', 'does not exist');
select is(pg_temp.matching('{"p": {"starts_with": "say \""}}'), 'text', 'starts_with');
select is(pg_temp.matching('{"p": {"contains": "i\" \\ 1"}}'), 'text', 'a text contains a text');
select is(pg_temp.matching('{"p": {"contains": ".*"}}'), '', 'contains is no pattern');
select is(pg_temp.matching('{"p": {"contains": 10}}'), 'list', 'an array contains an element');
select is(pg_temp.matching('{"p": {"contains": "x"}}'), 'list', 'an array contains a text');
select is(pg_temp.matching('{"q.r": "x", "p": 10}'), 'n10', 'all conditions hold');
select is(pg_temp.matching('{"k\\.e\"y": 1}'), 'text', 'a key with a dot and a quote');
select is(pg_temp.matching('{"": 5}'), 'map', 'an empty key');
select is(
    hardal_helpers.filter_path('template', '{a}', '{}', '-infinity', 'infinity')::text,
    null, 'an empty filter is none'
);
select pg_temp.refused('{"p": {}}', 'a condition that asks nothing');
select pg_temp.refused('{"p": []}', 'an empty list');
select pg_temp.refused('{"p": {"is": 1}}', 'an operator that does not exist');
select pg_temp.refused('{"p": {"gt": null}}', 'gt takes no null');
select pg_temp.refused('{"nowhere": 1}', 'a property that no event has');
select pg_temp.refused('[1]', 'a filter that is no object');
