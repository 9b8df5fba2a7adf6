select plan(7);

select throws_ok($$ select hardal.ingest('{"event_name": "x"}') $$, 'PT403', null, 'a login without a row speaks for no tenant');
set local request.jwt.claims = '{"tenant": "tap_whose"}';
select hardal_private.create_tenant('tap_whose');
select throws_ok($$ select hardal.ingest('{"event_name": "x"}') $$, 'PT403', null, 'claims count only where PostgREST logged in');

insert into hardal_private.urls (role, tenant, name, scope) values (session_user, 'tap_whose', 'dba', 'read');
set local request.jwt.claims = '{"tenant": "another"}';
select is(hardal.ingest('{"event_name": "x"}') -> 'accepted', '1', 'a login of its own belongs to the tenant of its row');
select is((select count(*) from tap_whose.events), 1::bigint, 'where its event is stored');
select is(current_setting('response.status', true), null, 'nothing is said of the status of what went well');

update hardal_private.tenants set suspended_at = now() where name = 'tap_whose';
select throws_ok($$ select hardal.ingest('{"event_name": "x"}') $$, 'PT403', null, 'a suspended tenant is refused');
update hardal_private.tenants set suspended_at = null where name = 'tap_whose';

set local synchronous_commit = off;
select hardal.ingest('{"event_name": "x"}');
select is(current_setting('synchronous_commit'), 'on', 'acknowledged is committed, whatever the caller has set');

select * from finish();
