select plan(12);

create function pg_temp.send(events jsonb, idempotency_key text) returns jsonb language sql as
$$ select template__store.ingest(events, idempotency_key) $$;

create temp table first as
select pg_temp.send(
    '[{"event_name": "a"},
      {"event_name": "b", "id": "7c1e4a52-0000-4000-8000-000000000001"},
      {"event_name": "a"}]',
    'k'
) as a;
select is(
    (select a -> 'accepted' from first), '3', 'all events are accepted, equal ones too'
);
select matches(
    (select a #>> '{ids,0}' from first),
    '^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
    'a derived id is a UUIDv8'
);
select is(
    (select right(a #>> '{ids,2}', 8) from first), '00000002', 'a derived id ends in the index'
);
select is(
    (select a #>> '{ids,1}' from first),
    '7c1e4a52-0000-4000-8000-000000000001',
    'an id that was sent is kept'
);

select is(
    pg_temp.send(
        '[{"event_name": "a", "created_at": "2024-01-01T00:00:00Z"},
          {"event_name": "b", "id": "7c1e4a52-0000-4000-8000-000000000001"},
          {"event_name": "a"}]',
        'k'
    ),
    (
        select jsonb_build_object(
            'accepted', 0, 'duplicates', 3, 'rejected', 0, 'ids', a -> 'ids', 'errors', '[]'::jsonb
        )
        from first
    ),
    'a retry stores nothing and gets the same ids'
);
select is(
    (
        select jsonb_build_array(
            a -> 'accepted',
            a -> 'duplicates',
            jsonb_path_query_array(a, '$.errors[*].index'),
            jsonb_path_query_array(a, '$.errors[*].code')
        )
        from pg_temp.send(
            '[{"event_name": "a"}, {"event_name": "c"}, {"event_name": "other"}]', 'k'
        ) as a
    ),
    '[1, 1, [2], ["id_conflict"]]',
    'with another body, each event that differs is a conflict'
);
select isnt(
    pg_temp.send('[{"event_name": "a"}]', 'K') #>> '{ids,0}',
    (select a #>> '{ids,0}' from first),
    'another idempotency key gives other ids'
);
select isnt(
    hardal_private.derived_id('acme', 'k', 0),
    hardal_private.derived_id('other', 'k', 0),
    'another tenant has other ids'
);
select isnt(
    hardal_private.derived_id('a', 'bk', 0),
    hardal_private.derived_id('ab', 'k', 0),
    'tenant and idempotency key are kept apart'
);
select is(
    (
        select count(distinct hardal_private.derived_id('acme', 'k' || k, i))
        from generate_series(1, 10) as k, generate_series(0, 9999) as i
    ),
    100000::bigint,
    'no two derived ids are equal'
);
select is(
    hardal_private.derived_id('acme', 'k', 7),
    '45aa8e1a-b6a9-8595-9086-a86000000007',
    'a derived id never changes'
);
-- only a request over HTTP has headers
set local request.headers = '{"idempotency-key": "k"}';
select is(hardal_private.idempotency_key(), null, 'a SQL login has no Idempotency-Key');

select * from finish();
