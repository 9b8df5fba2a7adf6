select plan(45);

-- as ingest sets them
set local timezone = 'UTC';
set local datestyle = 'ISO';

select template__store.make_partitions(array[now(), '2024-10-06', '2024-02-29']::timestamptz[]);

-- Whether store_event stores the event. An error of the class 22 leaves it to store_events too.
create function pg_temp.stores(event text) returns boolean language plpgsql as $$
begin
    return template__store.store_event(event::jsonb, null, clock_timestamp() + '2 s') is not null;
exception
    when data_exception then return false;
end $$;

select is(pg_temp.stores(event), expected, left(event, 80))
from (values
    ('{"event_name": "a"}', true),
    ('{"event_name": " a \"b\" \\ ~ "}', true),
    ('{"event_name": "a", "id": "0192f0c1-2b3c-7DEF-8a9b-0c1d2e3f4a5b", "client_id": "c", '
     '"hardal_server_request_id": "r", "created_at": "2024-10-06T12:34:56.789Z", '
     '"properties": {"a": [1.50, {"b": null}]}}', true),
    ('{"event_name": "a", "created_at": "2024-02-29T23:59:59Z"}', true),
    ('{"event_name": "a", "created_at": "2024-02-29T23:59:59.500000Z"}', true),
    ('5', false),
    ('[]', false),
    ('{}', false),
    ('{"event_name": " "}', false),
    ('{"event_name": ""}', false),
    ('{"event_name": "a\u007f"}', false),
    ('{"event_name": "a\n"}', false),
    ('{"event_name": "Kauf für"}', false),
    ('{"event_name": ["a"]}', false),
    ('{"event_name": 5}', false),
    ('{"event_name": "a", "other": 1}', false),
    ('{"event_name": "a", "client_id": ""}', false),
    ('{"event_name": "a", "client_id": null}', false),
    ('{"event_name": "a", "client_id": ["c"]}', false),
    ('{"event_name": "a", "client_id": 1e131071}', false),
    ('{"event_name": "a", "hardal_server_request_id": ""}', false),
    ('{"event_name": "a", "hardal_server_request_id": {}}', false),
    ('{"event_name": "a", "properties": [{}]}', false),
    ('{"event_name": "a", "properties": "p"}', false),
    ('{"event_name": "a", "properties": {"a": 1e390}}', true),
    ('{"event_name": "a", "properties": {"a": 1e400}}', false),
    ('{"event_name": "a", "properties": {"a": 1e131071}}', false),
    ('{"event_name": "a", "id": "0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5"}', false),
    ('{"event_name": "a", "id": "{0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b}"}', false),
    ('{"event_name": "a", "id": "0192f0c12b3c7def8a9b0c1d2e3f4a5b"}', false),
    ('{"event_name": "a", "id": "0192-f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b"}', false),
    ('{"event_name": "a", "created_at": "now"}', false),
    ('{"event_name": "a", "created_at": "infinity"}', false),
    ('{"event_name": "a", "created_at": "2024-10-06"}', false),
    ('{"event_name": "a", "created_at": "2024-10-06T24:00:00Z"}', false),
    ('{"event_name": "a", "created_at": "2024-10-06T12:34:60Z"}', false),
    ('{"event_name": "a", "created_at": "2024-10-06T12:34:5.Z"}', false),
    ('{"event_name": "a", "created_at": "2024-02-30T12:34:56Z"}', false),
    ('{"event_name": "a", "created_at": "2024-10-06T12:34:56.7897899Z"}', false),
    ('{"event_name": "a", "created_at": "2004-10-06T12:34:56Z"}', false),
    ('{"event_name": "a", "created_at": "2924-10-06T12:34:56Z"}', false)
) as c (event, expected);
select is(
    pg_temp.stores(format('{"event_name": "a", "client_id": "%s"}', repeat('ü', 257))),
    false,
    'a client_id of 257 characters'
);
select is(
    pg_temp.stores(format('{"event_name": "%s"}', repeat('a', 201))),
    false,
    'a name of 201 characters'
);
select is(
    (
        select array_agg(
            pg_temp.stores(format(
                '{"event_name": "a", "properties": {"a": %s1%s}}',
                repeat('[', n), repeat(']', n)
            ))
            order by n
        )
        from generate_series(31, 32) as n
    ),
    '{t,f}',
    'nesting of 32 and 33 levels'
);
select is(
    pg_temp.stores(
        '{"event_name": "a", "id": "0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b"}'
    ),
    false,
    'an id that is known is left to store_events'
);

select * from finish();
