select plan(18);

select hardal_private.create_tenant('tap_import');
update hardal_private.tenants set quarantine_rows = 3 where name = 'tap_import';
create function pg_temp.send(lines text, row_ids uuid[]) returns jsonb language sql as
$$ select tap_import__store.import_lines(convert_to(lines, 'UTF8'), row_ids) $$;
create function pg_temp.fill() returns text language sql as
$$ select concat_ws(' ', sum(kept), sum(bytes) > 0, sum(dropped)) from tap_import__store.quarantine_changes $$;

select is(
    pg_temp.send(
        E'{"event_name": "a", "id": "00000000-0000-4000-8000-00000000000a", "received_at": "2024-05-05T05:05:05.123456Z"}\n'
        '{"event_name": "b", "received_at": null}\n\n{"event_name": "c"}\n',
        '{00000000-0000-8000-8000-000000000001, 00000000-0000-8000-8000-000000000002, 00000000-0000-8000-8000-000000000003}'
    ),
    '{"accepted": 3, "duplicates": 0, "rejected": 0, "errors": []}', 'lines are stored, blank ones skipped'
);
select is(
    (select received_at from tap_import.events where event_name = 'a'), '2024-05-05 05:05:05.123456+00', 'received_at is kept'
);
select is((select received_at from tap_import.events where event_name = 'c'), now(), 'where there is none it is now');
select is(
    (select array_agg(id order by event_name) from tap_import.events where event_name <> 'a'),
    '{00000000-0000-8000-8000-000000000002, 00000000-0000-8000-8000-000000000003}', 'one without an id gets its line''s'
);
select is(
    pg_temp.send(
        E'{"event_name": "c"}\n{"event_name": "a", "id": "00000000-0000-4000-8000-00000000000a", "received_at": "2023-01-01T00:00:00Z"}',
        '{00000000-0000-8000-8000-000000000003, 00000000-0000-8000-8000-000000000009}'
    ) -> 'duplicates', '2', 'again, they are duplicates, whatever received_at says'
);

-- the quarantine does not fill up twice
create function pg_temp.bad() returns jsonb language sql as
$$ select pg_temp.send(E'{"event_name": ""}\nnot json\n{"event_name": "", "id": "00000000-0000-4000-8000-00000000000b"}',
        '{00000000-0000-8000-8000-000000000011, 00000000-0000-8000-8000-000000000012, 00000000-0000-8000-8000-000000000013}') $$;
create temp table first_time as select pg_temp.bad() as a;
select is((select a -> 'rejected' from first_time), '3', 'faulty lines are refused');
select is(
    (select jsonb_path_query_array(a, '$.errors[*].rejected_id') from first_time),
    '["00000000-0000-8000-8000-000000000011", "00000000-0000-8000-8000-000000000012", "00000000-0000-8000-8000-000000000013"]',
    'and kept under their lines'' ids'
);
select is(pg_temp.bad(), (select a from first_time), 'the answer is the same again');
select is(pg_temp.fill(), '3 t 0', 'and nothing was added, though the quarantine is full');
select is((select count(*) from tap_import.rejected_events), 3::bigint, 'three are in it');
select is(
    (select a -> 'errors' -> 1 -> 'line' from first_time), '2', 'lines are counted'
);
select is(
    pg_temp.send('5', '{00000000-0000-8000-8000-000000000021}') #>> '{errors,0,rejected_id}', null, 'over the cap it is null'
);
select is(pg_temp.fill(), '3 t 1', 'and counted');

-- twice in one batch
update hardal_private.tenants set quarantine_rows = 100 where name = 'tap_import';
select is(
    pg_temp.send(E'6\n6', '{00000000-0000-8000-8000-000000000022, 00000000-0000-8000-8000-000000000022}') -> 'rejected', '2',
    'equal lines under one id are refused both'
);
select is((select count(*) from tap_import.rejected_events where payload = '6'), 1::bigint, 'and kept once');

-- a time that is none
select is(
    (
        select jsonb_path_query_array(a, '$.errors[*].code')
        from pg_temp.send(
            E'{"event_name": "d", "received_at": 5}\n{"event_name": "d", "received_at": "soon"}\n{"event_name": "d", "received_at": "2999-01-01T00:00:00Z"}',
            array[gen_random_uuid(), gen_random_uuid(), gen_random_uuid()]
        ) as a
    ), '["unknown_field", "unknown_field", "unknown_field"]', 'received_at that is no time, or has not come, is refused'
);
select is(
    tap_import__store.ingest('[{"event_name": "e", "received_at": "2024-05-05T05:05:05Z"}]') #>> '{errors,0,code}',
    'unknown_field', 'a client says nothing of when it was received'
);
select throws_ok($$ select pg_temp.send('5', '{}') $$, 'PT400', null, 'each line needs an id');

select * from finish();
