select plan(20);

select hardal_private.create_tenant('tap_quarantine');
update hardal_private.tenants set quarantine_rows = 5, max_event_bytes = 2048
where name = 'tap_quarantine';
create function pg_temp.send(events jsonb) returns jsonb language sql as
$$ select tap_quarantine__store.ingest(events) $$;
-- Returns the codes of all errors of an answer.
create function pg_temp.codes(answer jsonb) returns jsonb language sql as
$$ select jsonb_path_query_array(answer, '$.errors[*].code') $$;
create function pg_temp.fill() returns text language sql as $$
    select concat_ws(' ', sum(kept), sum(bytes) > 0, sum(dropped))
    from tap_quarantine__store.quarantine_changes
$$;

select is(
    (
        select count(*)
        from jsonb_path_query(
            pg_temp.send('[1, 2, 3, {"event_name": "good"}]'),
            '$.errors[*].rejected_id ? (@ != null)'
        )
    ),
    3::bigint,
    'rejected events are kept while there is room'
);
select is(pg_temp.fill(), '3 t 0', 'the rejected events that are kept are counted');
create temp table full_up as select pg_temp.send('[4, 5, 6, 7, {"event_name": "good"}]') as a;
select is(
    (select jsonb_path_query_array(a, '$.errors[*].rejected_id.type()') from full_up),
    '["string", "string", "null", "null"]',
    'rejected_id is null where there is no room'
);
select is(
    (select a -> 'accepted' from full_up), '1', 'good events are accepted without room for bad ones'
);
select is(
    (select pg_temp.codes(a) from full_up),
    '["not_an_object", "not_an_object", "not_an_object", "not_an_object"]',
    'the answer has the errors of events that are not kept'
);
select is(pg_temp.fill(), '5 t 2', 'rejected events that are not kept are counted');
select is(
    (select count(*) from tap_quarantine.rejected_events),
    5::bigint,
    'the quarantine keeps no more events than its limit'
);

-- expired events make room
update tap_quarantine__store.rejected_events set received_at = now() - interval '31 days'
where payload in ('1', '2');
select is(tap_quarantine__store.tidy_quarantine(), 2::bigint, 'events expire after 30 days');
select is(pg_temp.fill(), '3 t 2', 'expired events make room');
select is(
    (select count(*) from tap_quarantine__store.quarantine_changes),
    1::bigint,
    'the changes are summed up into one row'
);
select is(
    (select sum(bytes)::bigint from tap_quarantine__store.quarantine_changes),
    (select sum(counted_bytes)::bigint from tap_quarantine__store.rejected_events),
    'the sum of the changes is exact to the byte'
);

-- the quarantine sums its changes up by itself
select pg_temp.send(jsonb_build_array(n)) from generate_series(1, 250) as n;
select cmp_ok(
    (select count(*) from tap_quarantine__store.quarantine_changes),
    '<=',
    102::bigint,
    'the changes stay few without maintenance'
);

-- an event that is too large
update hardal_private.tenants set quarantine_rows = 1000 where name = 'tap_quarantine';
create temp table large as select pg_temp.send(jsonb_build_array(
    jsonb_build_object(
        'event_name', 'large', 'properties', jsonb_build_object('s', repeat('é', 10000))
    ),
    jsonb_build_object(
        'event_name', 'bomb',
        'properties', (
            select jsonb_object_agg('n' || n, 1e131071) from generate_series(1, 200) as n
        )
    )
)) as a;
select is(
    (select pg_temp.codes(a) from large),
    '["too_large", "number_out_of_range", "too_large"]',
    'events that are too large are rejected'
);
select results_eq(
    $$ select payload is null, octet_length(raw), bytes > 20000
       from tap_quarantine.rejected_events where errors -> 0 ->> 'code' = 'too_large' $$,
    $$ values (true, 8192, true) $$,
    'of an event that is too large, 8 KiB and the size are kept'
);
select set_eq(
    $$ select payload, convert_from(raw, 'UTF8')
       from tap_quarantine.rejected_events where errors -> 0 ->> 'code' = 'number_out_of_range' $$,
    $$ values (null::jsonb, '{"event_name": "bomb"}') $$,
    'of an event that cannot be printed, its strings are kept'
);
-- a line that is not JSON is kept whole up to the tenant's limit, which counts as 8 KiB here;
-- a longer line has the error too_large as well
create temp table unread as
select tap_quarantine__store.ingest(r.events, null, false, r.lines, r.raws, r.faults) as a
from hardal_private.read_lines(
    convert_to(repeat('x', 8192) || e'\n' || repeat('x', 8193), 'UTF8')
) as r;
select is(
    (select pg_temp.codes(a) from unread),
    '["invalid_json", "invalid_json", "too_large"]',
    'a line over the limit has the error too_large'
);
select results_eq(
    $$ select octet_length(raw), bytes
       from tap_quarantine.rejected_events where errors -> 0 ->> 'code' = 'invalid_json'
       order by bytes $$,
    $$ values (8192, 8192::bigint), (8192, 8193::bigint) $$,
    'of a line over the limit, 8 KiB are kept'
);
select is(
    pg_temp.codes(pg_temp.send(jsonb_build_array(
        repeat('x', 10000), jsonb_build_object('event_name', 'x', 'price', repeat('x', 10000))
    ))),
    '["not_an_object", "too_large", "too_large", "unknown_field"]',
    'an event that is cut has the error too_large'
);
-- the limit in bytes
update hardal_private.tenants set quarantine_bytes = 0 where name = 'tap_quarantine';
select is(
    pg_temp.send('[1]') #>> '{errors,0,rejected_id}',
    null,
    'rejected_id is null where the quarantine has too many bytes'
);
select is(
    (
        select array[l.max_event_bytes, l.quarantine_rows, l.quarantine_bytes, l.quarantine_days]
        from hardal_private.tenant_limits('template') as l
    ),
    '{262144,100000,1073741824,30}',
    'the default limits'
);

select * from finish();
