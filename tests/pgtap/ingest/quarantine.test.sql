select plan(20);

select hardal_private.create_tenant('tap_quarantine');
update hardal_private.tenants set quarantine_rows = 5, max_event_bytes = 2048 where name = 'tap_quarantine';
create function pg_temp.send(events jsonb) returns jsonb language sql as $$ select tap_quarantine__store.ingest(events) $$;
create function pg_temp.fill() returns text language sql as
$$ select concat_ws(' ', sum(kept), sum(bytes) > 0, sum(dropped)) from tap_quarantine__store.quarantine_changes $$;

select is((select count(*) from jsonb_path_query(pg_temp.send('[1, 2, 3, {"event_name": "good"}]'), '$.errors[*].rejected_id ? (@ != null)')), 3::bigint, 'kept while there is room');
select is(pg_temp.fill(), '3 t 0', 'the room that is taken is known');
create temp table full_up as select pg_temp.send('[4, 5, 6, 7, {"event_name": "good"}]') as a;
select is((select jsonb_path_query_array(a, '$.errors[*].rejected_id.type()') from full_up), '["string", "string", "null", "null"]', 'over the cap rejected_id is null');
select is((select a -> 'accepted' from full_up), '1', 'the good ones are accepted all the same');
select is((select jsonb_path_query_array(a, '$.errors[*].code') from full_up), '["not_an_object", "not_an_object", "not_an_object", "not_an_object"]', 'and the answer still tells');
select is(pg_temp.fill(), '5 t 2', 'what was not kept is counted');
select is((select count(*) from tap_quarantine.rejected_events), 5::bigint, 'the cap holds');

-- expired ones make room
update tap_quarantine__store.rejected_events set received_at = now() - interval '31 days' where payload in ('1', '2');
select is(tap_quarantine__store.tidy_quarantine(), 2::bigint, 'after 30 days they go');
select is(pg_temp.fill(), '3 t 2', 'and leave room');
select is((select count(*) from tap_quarantine__store.quarantine_changes), 1::bigint, 'the changes are summed up');
select is((select sum(bytes)::bigint from tap_quarantine__store.quarantine_changes), (select sum(counted_bytes)::bigint from tap_quarantine__store.rejected_events), 'to the byte');

-- by itself, now and then
select pg_temp.send(jsonb_build_array(n)) from generate_series(1, 250) as n;
select cmp_ok((select count(*) from tap_quarantine__store.quarantine_changes), '<=', 102::bigint, 'without anybody maintaining it');

-- too large: the size, and the beginning
update hardal_private.tenants set quarantine_rows = 1000 where name = 'tap_quarantine';
create temp table large as select pg_temp.send(jsonb_build_array(
    jsonb_build_object('event_name', 'large', 'properties', jsonb_build_object('s', repeat('é', 10000))),
    jsonb_build_object('event_name', 'bomb', 'properties', (select jsonb_object_agg('n' || n, 1e131071) from generate_series(1, 200) as n))
)) as a;
select is((select jsonb_path_query_array(a, '$.errors[*].code') from large), '["too_large", "number_out_of_range", "too_large"]', 'both are refused');
select results_eq(
    $$ select payload is null, octet_length(raw), bytes > 20000 from tap_quarantine.rejected_events where errors -> 0 ->> 'code' = 'too_large' $$,
    $$ values (true, 8192, true) $$, 'of one that is too large 8 KiB and the size are kept'
);
select set_eq(
    $$ select payload, convert_from(raw, 'UTF8') from tap_quarantine.rejected_events where errors -> 0 ->> 'code' = 'number_out_of_range' $$,
    $$ values (null::jsonb, '{"event_name": "bomb"}') $$, 'of one that cannot be printed the rest'
);
-- a line that is no JSON: whole up to the tenant's limit (at least 8 KiB), else told as too large
create temp table unread as
select tap_quarantine__store.ingest(r.events, null, false, r.lines, r.raws, r.faults) as a
from hardal_private.read_lines(convert_to(repeat('x', 8192) || e'\n' || repeat('x', 8193), 'UTF8')) as r;
select is(
    (select jsonb_path_query_array(a, '$.errors[*].code') from unread), '["invalid_json", "invalid_json", "too_large"]',
    'a line over the limit is told as too large'
);
select results_eq(
    $$ select octet_length(raw), bytes from tap_quarantine.rejected_events where errors -> 0 ->> 'code' = 'invalid_json' order by bytes $$,
    $$ values (8192, 8192::bigint), (8192, 8193::bigint) $$, 'and what is kept of it is 8 KiB'
);
select is(
    (
        select jsonb_path_query_array(pg_temp.send(jsonb_build_array(repeat('x', 10000), jsonb_build_object('event_name', 'x', 'price', repeat('x', 10000)))), '$.errors[*].code')
    ),
    '["not_an_object", "too_large", "too_large", "unknown_field"]', 'nothing is cut without being told'
);
-- in bytes
update hardal_private.tenants set quarantine_bytes = 0 where name = 'tap_quarantine';
select is(pg_temp.send('[1]') #>> '{errors,0,rejected_id}', null, 'the cap in bytes');
select is(
    (select array[l.max_event_bytes, l.quarantine_rows, l.quarantine_bytes, l.quarantine_days] from hardal_private.tenant_limits('template') as l),
    '{262144,100000,1073741824,30}', 'the defaults'
);

select * from finish();
