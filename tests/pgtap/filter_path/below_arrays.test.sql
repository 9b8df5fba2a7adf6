select plan(16);

select template__store.ingest('[
    {"client_id": "els",  "event_name": "a", "properties": {"l": [1, 2]}},
    {"client_id": "both", "event_name": "a", "properties": {"l": [1, "b", 2], "p": 10}},
    {"client_id": "obj",  "event_name": "a", "properties": {"l": {"0": 1, "-1": 2, "00": 1}}},
    {"client_id": "a",    "event_name": "a", "properties": {"l": ["a", 1]}},
    {"client_id": "k",    "event_name": "a", "properties": {"l": [{"k": 7}]}},
    {"client_id": "deep", "event_name": "a", "properties": {"l": [0, {"k": [8, 9]}]}},
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

-- as by, unit and property_breakdown read it
select is(
    pg_temp.matching(format('{"%s": %s}', c.property, c.value)::jsonb),
    (
        select coalesce(string_agg(e.client_id, ' ' order by e.client_id collate "C"), '')
        from template.events as e
        where
            case
                when c.value = 'null' then coalesce(
                    e.properties #> template.property_keys(c.property), 'null'
                ) = 'null'
                else e.properties #> template.property_keys(c.property) = c.value::jsonb
            end
    ),
    format('%s is %s', c.property, c.value)
)
from (
    values
    ('l.0', '1'), ('l.0', '"a"'), ('l.1', '1'), ('l.-1', '2'), ('l.-2', '1'), ('l.0', 'null'),
    ('l.2', '2'), ('l.0.k', '7'), ('l.1.k.0', '8'), ('l.1.k.0', 'null'), ('l.00', '1')
) as c (property, value);
select is(
    pg_temp.matching('{"l.0": {"ne": 1}}'),
    pg_temp.matching('{"l.0": {"not_in": [1]}}'), 'ne below an array'
);
select isnt(pg_temp.matching('{"l.0": {"ne": 1}}'), '', 'ne below an array matches other events');
select is(pg_temp.matching('{"l.0": 1, "p": 10}'), 'both', 'with another condition');
select is(pg_temp.matching('{"l.1.k.-1": {"gt": 8}}'), 'deep', 'an element of an element');
select pg_temp.refused('{"l.0.0.0.0.0": 1}', 'five numbers');

select * from finish();
