select plan(7);

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
    $$ values ('template__store.events_2024_10', 1::bigint), ('template__store.events_2024_11', 1),
              ('template__store.events_2024_12', 2), ('template__store.events_2025_01', 1) $$,
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
        where h.inhparent = 'template__store.events'::regclass
    ),
    12::bigint,
    'each partition has the three indexes of its parent, and none of them twice'
);

-- the planner prunes by event_date as it does by created_at
create temp table plan (line text);
do $$
declare v_line text;
begin
    for v_line in
        execute 'explain (costs off) select from template.events where event_date = ''2024-11-30'''
    loop
        insert into plan values (v_line);
    end loop;
end $$;
select is(
    (
        select array_agg(distinct m[1])
        from plan, regexp_matches(line, 'events_\d{4}_\d\d', 'g') as m
    ),
    '{events_2024_11}',
    'a filter on event_date reads only the partition of its month'
);

select * from finish();
