select plan(8);

-- the clock stands half a second before New Year
create or replace function hardal_private.clock() returns timestamptz language sql stable
return timestamptz '2024-12-31T23:59:59.5Z';

select lives_ok(
    $$ select template__store.ingest('[
        {"event_name": "x", "created_at": "2024-10-31T23:59:59.999999Z"},
        {"event_name": "x", "created_at": "2024-11-01T00:00:00Z"},
        {"event_name": "x"},
        {"event_name": "x", "created_at": "2025-01-01T00:00:00Z"},
        {"event_name": "x", "created_at": "2024-11-30T23:30:00-01:00"}
    ]') $$,
    'a batch spans four months'
);
select set_eq(
    $$ select tableoid::regclass::text as partition, count(*)
       from template__store.events group by 1 $$,
    $$ values ('template__store.events_2024_10_rows', 1::bigint),
              ('template__store.events_2024_11_rows', 1),
              ('template__store.events_2024_12_rows', 2),
              ('template__store.events_2025_01_rows', 1) $$,
    'each event is in the partition of its month in UTC'
);
select is(
    (select received_at from template.events where created_at = '2024-10-31T23:59:59.999999Z'),
    '2024-12-31T23:59:59.5Z',
    'received_at is the time of the clock'
);
select lives_ok(
    $$ select template__store.make_partitions('{2024-12-31T23:59:59Z}') $$,
    'a partition that exists is not made again'
);
select is(
    (select count(*) from pg_inherits where inhparent = 'template__store.events'::regclass),
    4::bigint,
    'each month has one partition, and there is no default partition'
);
select is(
    (
        select count(*)
        from pg_index as i
        join pg_inherits as h on h.inhrelid = i.indrelid
        where h.inhparent = any (
            select inhrelid from pg_inherits where inhparent = 'template__store.events'::regclass
        )
    ),
    20::bigint,
    'each month has the five indexes of the pattern, and none of them twice'
);

select is_empty(
    $$ select relid from pg_partition_tree('template__store.events') where not isleaf
       intersect
       select indrelid from pg_index $$,
    'a query locks indexes of the tables that hold rows, and no others'
);
select throws_ok(
    $$ insert into template__store.events (id, created_at, received_at, event_name, properties)
       values (gen_random_uuid(), '2025-02-01T00:00:00Z', now(), 'x', '{}') $$,
    '23514',
    null,
    'an event finds no place where its month is missing'
);

select * from finish();
