select plan(48);

select throws_ok(
    format('select hardal_private.create_tenant(%L)', name),
    'HD400',
    null,
    'a name that is refused: ' || left(name, 45)
)
from unnest(array[
    '', 'a', 'A', 'Acme', '1a', '_a', 'a_', 'a__b', 'a-b', 'a b', 'a"b', 'a''b', 'é1',
    repeat('a', 41), E'acme\n', 'select', 'user', 'order',
    -- words of later releases than 15
    'json', 'json_table', 'system_user', 'merge_action', 'pg_acme', 'hardal', 'hardal_private',
    'template', 'public'
]) as name;
select throws_ok(
    $$ select hardal_private.create_tenant('information_schema') $$,
    'HD409',
    null,
    'a schema that exists is not taken over'
);

select lives_ok(
    format('select hardal_private.create_tenant(%L)', name), 'a name that is accepted: ' || name
)
from unnest(array['tap_a', 'tap_b', 'p' || repeat('x', 39), 'text']) as name;
select throws_ok(
    $$ select hardal_private.create_tenant('tap_a') $$, 'HD409', null, 'a tenant is made only once'
);
create role tap_taken__read;
select throws_ok(
    $$ select hardal_private.create_tenant('tap_taken') $$,
    'HD409',
    null,
    'a role that exists is not taken over'
);
create schema tap_taken2__store;
select throws_ok(
    $$ select hardal_private.create_tenant('tap_taken2') $$,
    'HD409',
    null,
    'a store that exists is not taken over'
);

select is(
    (
        select count(*)
        from pg_class
        where relnamespace in ('tap_a'::regnamespace, 'tap_a__store'::regnamespace)
    ),
    (
        select count(*)
        from pg_class
        where relnamespace in ('template'::regnamespace, 'template__store'::regnamespace)
    ),
    'a tenant has as many relations as the template'
);
select is(
    (
        select count(*)
        from pg_proc
        where prosrc ~ 'template' and pronamespace = 'tap_a__store'::regnamespace
    ),
    0::bigint,
    'the functions of a tenant do not name the template'
);
select schemas_are(
    array[
        'tap', 'public', 'hardal', 'hardal_doorkeeper', 'hardal_helpers', 'hardal_private',
        'template', 'template__store', 'tap_taken2__store'
    ] || array(
        select n || s
        from
            unnest(array['tap_a', 'tap_b', 'p' || repeat('x', 39), 'text']) as n,
            unnest(array['', '__store']) as s
    ),
    'a tenant has two schemas'
);

-- a verifier as PostgreSQL takes it, of no password
create function pg_temp.verifier()
returns text
language sql
return format(
    'SCRAM-SHA-256$4096:%s==$%s=:%s=', repeat('A', 22), repeat('A', 43), repeat('A', 43)
);

-- a PSQL URL of one tenant
select is(
    hardal_private.create_url('tap_a', 'ann', 'read', pg_temp.verifier()),
    'tap_a__u_ann',
    'a PSQL URL is a role of its own'
);
select throws_ok(
    $$ select hardal_private.create_url(
           'tap_a', 'ann', 'read', pg_temp.verifier()
       ) $$,
    'HD409',
    null,
    'a PSQL URL is made only once'
);
select throws_ok(
    $$ select hardal_private.create_url(
           'nobody', 'ann', 'read', pg_temp.verifier()
       ) $$,
    'HD404',
    null,
    'a PSQL URL needs a tenant that exists'
);
select throws_ok(
    $$ select hardal_private.create_url('tap_a', 'bob', 'read', 'secret') $$,
    'HD400',
    null,
    'a password in clear text is refused'
);
select throws_ok(
    format(
        'select hardal_private.create_url(%L, %L, %L, %L)',
        'p' || repeat('x', 39), repeat('n', 20), 'read', pg_temp.verifier()
    ),
    'HD400',
    null,
    'a role''s name that is too long is refused, not cut'
);

select tables_are('tap_a', array[]::name[], 'the read surface has no tables');
select views_are(
    'tap_a',
    array[
        'active_clients', 'client_months', 'clients', 'cohort_units', 'cohorts', 'daily_activity',
        'event_catalog', 'events', 'identities', 'metrics', 'person_events', 'persons',
        'property_catalog', 'rejected_events', 'sessions', 'view_columns'
    ],
    'the read surface has these views'
);
select table_privs_are(
    'tap_a', 'events', 'tap_a__read', array['SELECT'], 'readers of the tenant may read its events'
);
select schema_privs_are(
    'tap_a__store', 'tap_a__read', array[]::text[], 'readers of the tenant cannot reach its store'
);
select schema_privs_are(
    'tap_b', 'tap_a__read', array[]::text[], 'readers of the tenant cannot reach another tenant'
);

select * from finish();
