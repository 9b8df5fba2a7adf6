select plan(44);

select throws_ok(format('select hardal_private.create_tenant(%L)', name), 'HD400', null, 'refused: ' || left(name, 45))
from unnest(array[
    '', 'a', 'A', 'Acme', '1a', '_a', 'a_', 'a__b', 'a-b', 'a b', 'a"b', 'a''b', 'é1', repeat('a', 41), E'acme\n',
    'select', 'user', 'order', 'pg_acme', 'hardal', 'hardal_private', 'template', 'public'
]) as name;
select throws_ok($$ select hardal_private.create_tenant('information_schema') $$, 'HD409', null, 'a schema that exists is not taken over');

select lives_ok(format('select hardal_private.create_tenant(%L)', name), 'made: ' || name)
from unnest(array['tap_a', 'tap_b', 'p' || repeat('x', 39), 'text']) as name;
select throws_ok($$ select hardal_private.create_tenant('tap_a') $$, 'HD409', null, 'once');
create role tap_taken__read;
select throws_ok($$ select hardal_private.create_tenant('tap_taken') $$, 'HD409', null, 'a role that exists is not taken over');
create schema tap_taken2__store;
select throws_ok($$ select hardal_private.create_tenant('tap_taken2') $$, 'HD409', null, 'nor is a store');

select is(
    (select count(*) from pg_class where relnamespace in ('tap_a'::regnamespace, 'tap_a__store'::regnamespace)),
    (select count(*) from pg_class where relnamespace in ('template'::regnamespace, 'template__store'::regnamespace)),
    'a tenant has what the template has'
);
select is((select count(*) from pg_proc where prosrc ~ 'template' and pronamespace = 'tap_a__store'::regnamespace), 0::bigint, 'its functions name it');
select schemas_are(array['tap', 'public', 'hardal', 'hardal_private', 'template', 'template__store', 'tap_taken2__store']
    || array(select n || s from unnest(array['tap_a', 'tap_b', 'p' || repeat('x', 39), 'text']) as n, unnest(array['', '__store']) as s),
    'two schemas a tenant');

-- a reader of one
select is(hardal_private.create_url('tap_a', 'ann', 'read', 'SCRAM-SHA-256$4096:c2FsdA==$AAAA:AAAA'), 'tap_a__u_ann', 'a login');
select throws_ok($$ select hardal_private.create_url('tap_a', 'ann', 'read', 'SCRAM-SHA-256$4096:c2FsdA==$AAAA:AAAA') $$, 'HD409', null, 'once');
select throws_ok($$ select hardal_private.create_url('nobody', 'ann', 'read', 'SCRAM-SHA-256$4096:c2FsdA==$AAAA:AAAA') $$, 'HD404', null, 'of a tenant');
select throws_ok($$ select hardal_private.create_url('tap_a', 'bob', 'read', 'secret') $$, 'HD400', null, 'no password in clear');
select throws_ok(format('select hardal_private.create_url(%L, %L, %L, %L)', 'p' || repeat('x', 39), repeat('n', 20), 'read', 'SCRAM-SHA-256$'), 'HD400', null,
    'a role''s name is never cut');

select tables_are('tap_a', array[]::name[], 'the read surface has no tables');
select views_are('tap_a', array[
    'active_clients', 'clients', 'daily_activity', 'event_catalog', 'events', 'property_catalog', 'rejected_events', 'sessions'
], 'but these views');
select table_privs_are('tap_a', 'events', 'tap_a__read', array['SELECT'], 'which its readers may read');
select schema_privs_are('tap_a__store', 'tap_a__read', array[]::text[], 'its store they cannot name');
select schema_privs_are('tap_b', 'tap_a__read', array[]::text[], 'nor another tenant');

select * from finish();
