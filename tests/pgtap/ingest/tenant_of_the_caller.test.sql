select plan(7);

select throws_ok(
    $$ select hardal.ingest('{"event_name": "x"}') $$,
    'PT403',
    null,
    'a login that is no PSQL URL has no tenant'
);
set local request.jwt.claims = '{"tenant": "tap_whose"}';
set local hardal.tenant = 'tap_whose';
select hardal_private.create_tenant('tap_whose');
select throws_ok(
    $$ select hardal.ingest('{"event_name": "x"}') $$,
    'PT403',
    null,
    'what pre_request leaves counts only where PostgREST has logged in'
);

insert into hardal_private.urls (role, tenant, name, scope)
values (session_user, 'tap_whose', 'dba', 'read');
set local hardal.tenant = 'another';
select is(
    hardal.ingest('{"event_name": "x"}') -> 'accepted',
    '1',
    'the login of a PSQL URL has the tenant of its row'
);
select is(
    (select count(*) from tap_whose.events),
    1::bigint,
    'the event is stored for the tenant of the login'
);
select is(
    current_setting('response.status', true),
    null,
    'the status is left to PostgREST where no event is rejected'
);

update hardal_private.tenants set suspended_at = now() where name = 'tap_whose';
select throws_ok(
    $$ select hardal.ingest('{"event_name": "x"}') $$,
    'PT403',
    null,
    'a suspended tenant is refused'
);
update hardal_private.tenants set suspended_at = null where name = 'tap_whose';

set local synchronous_commit = off;
select hardal.ingest('{"event_name": "x"}');
select is(
    current_setting('synchronous_commit'),
    'on',
    'ingest turns synchronous_commit on where the caller has turned it off'
);

select * from finish();
