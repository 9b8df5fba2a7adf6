select plan(20);

select hardal_private.create_tenant('tap_import');
update hardal_private.tenants set quarantine_rows = 3 where name = 'tap_import';
create function pg_temp.send(lines text, row_ids uuid[]) returns jsonb language sql as
$$ select tap_import__store.import_lines(convert_to(lines, 'UTF8'), row_ids) $$;
create function pg_temp.fill() returns text language sql as $$
    select concat_ws(' ', sum(kept), sum(bytes) > 0, sum(dropped))
    from tap_import__store.quarantine_changes
$$;
-- the id of a line
create function pg_temp.id(n int) returns uuid language sql as
$$ select ('00000000-0000-8000-8000-' || lpad(n::text, 12, '0'))::uuid $$;

select is(
    pg_temp.send(
        E'{"event_name": "a", "id": "00000000-0000-4000-8000-00000000000a", '
        '"received_at": "2024-05-05T05:05:05.123456Z"}\n'
        '{"event_name": "b", "received_at": null}\n\n{"event_name": "c"}\n',
        array[pg_temp.id(1), pg_temp.id(2), pg_temp.id(3)]
    ),
    '{"accepted": 3, "duplicates": 0, "rejected": 0, "errors": []}',
    'lines are stored, and blank lines are skipped'
);
select is(
    (select received_at from tap_import.events where event_name = 'a'),
    '2024-05-05 05:05:05.123456+00',
    'received_at is kept'
);
select is(
    (select received_at from tap_import.events where event_name = 'c'),
    now(),
    'an event without received_at is received now'
);
select is(
    (select array_agg(id order by event_name) from tap_import.events where event_name <> 'a'),
    array[pg_temp.id(2), pg_temp.id(3)],
    'an event without an id gets the id of its line'
);
select is(
    pg_temp.send(
        E'{"event_name": "c"}\n'
        '{"event_name": "a", "id": "00000000-0000-4000-8000-00000000000a", '
        '"received_at": "2023-01-01T00:00:00Z"}',
        array[pg_temp.id(3), pg_temp.id(9)]
    ) -> 'duplicates',
    '2',
    'imported again, events are duplicates, whatever received_at says'
);
-- the export of another system says more of an event than its SDK said
select is(
    tap_import__store.import_lines(
        '{"event_name": "a", "id": "00000000-0000-4000-8000-00000000000a", "client_id": "c"}',
        array[pg_temp.id(9)],
        true
    ) - 'errors',
    '{"accepted": 0, "duplicates": 1, "rejected": 0, "differing": 1}',
    'a known id is a duplicate where the same id is the same event'
);
select is(
    (select client_id from tap_import.events where event_name = 'a'),
    null,
    'and the event stays as it was'
);

-- an import that is repeated does not fill the quarantine
create function pg_temp.bad() returns jsonb language sql as $$
    select pg_temp.send(
        E'{"event_name": ""}\nnot json\n'
        '{"event_name": "", "id": "00000000-0000-4000-8000-00000000000b"}',
        array[pg_temp.id(11), pg_temp.id(12), pg_temp.id(13)]
    )
$$;
create temp table first_time as select pg_temp.bad() as a;
select is((select a -> 'rejected' from first_time), '3', 'bad lines are rejected');
select is(
    (select jsonb_path_query_array(a, '$.errors[*].rejected_id') from first_time),
    jsonb_build_array(pg_temp.id(11), pg_temp.id(12), pg_temp.id(13)),
    'bad lines are kept under the ids of their lines'
);
select is(pg_temp.bad(), (select a from first_time), 'a repeated import gets the same answer');
select is(pg_temp.fill(), '3 t 0', 'a repeated import adds nothing to a full quarantine');
select is(
    (select count(*) from tap_import.rejected_events),
    3::bigint,
    'the quarantine holds each bad line once'
);
select is(
    (select a -> 'errors' -> 1 -> 'line' from first_time),
    '2',
    'an error has the number of its line'
);
select is(
    pg_temp.send('5', array[pg_temp.id(21)]) #>> '{errors,0,rejected_id}',
    null,
    'rejected_id is null where the quarantine has no room'
);
select is(pg_temp.fill(), '3 t 1', 'an event without room in the quarantine is counted');

-- the same line twice in one batch
update hardal_private.tenants set quarantine_rows = 100 where name = 'tap_import';
select is(
    pg_temp.send(E'6\n6', array[pg_temp.id(22), pg_temp.id(22)]) -> 'rejected',
    '2',
    'two equal lines with one id are both rejected'
);
select is(
    (select count(*) from tap_import.rejected_events where payload = '6'),
    1::bigint,
    'two equal lines with one id are kept once'
);

-- a received_at that is not a time of the past
select is(
    (
        select jsonb_path_query_array(a, '$.errors[*].code')
        from pg_temp.send(
            E'{"event_name": "d", "received_at": 5}\n'
            '{"event_name": "d", "received_at": "soon"}\n'
            '{"event_name": "d", "received_at": "2999-01-01T00:00:00Z"}',
            array[gen_random_uuid(), gen_random_uuid(), gen_random_uuid()]
        ) as a
    ),
    '["unknown_field", "unknown_field", "unknown_field"]',
    'a received_at that is not a time, or lies in the future, is rejected'
);
select is(
    tap_import__store.ingest(
        '[{"event_name": "e", "received_at": "2024-05-05T05:05:05Z"}]'
    ) #>> '{errors,0,code}',
    'unknown_field',
    'a client cannot say when its event was received'
);
select throws_ok($$ select pg_temp.send('5', '{}') $$, 'PT400', null, 'each line needs an id');

select * from finish();
