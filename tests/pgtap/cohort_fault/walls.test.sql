select plan(7);

grant template__model to current_user;
set local client_min_messages = warning;

create schema elsewhere;
create table elsewhere.secret (id text);
create function elsewhere.f() returns text language sql immutable as $$ select 'x' $$;
revoke execute on function elsewhere.f() from public;

create function pg_temp.fault(query text) returns text language plpgsql as $$
begin
    drop view if exists template__store.looked_at;
    execute format('create view template__store.looked_at as %s', query);
    return hardal_private.cohort_fault('template', 'template__store.looked_at');
end $$;

select is(
    pg_temp.fault('select client_id as unit_id from template.events'), null, 'the read surface'
);
select is(
    pg_temp.fault('select e.client_id as unit_id from template__store.events as e') is null, false,
    'the store, which readers may not read'
);
select is(
    pg_temp.fault('select s.id as unit_id from elsewhere.secret as s') is null, false,
    'a table of another schema'
);
grant usage on schema elsewhere to template__read, hardal_owner;
grant select on elsewhere.secret to template__read, hardal_owner;
select is(
    pg_temp.fault('select s.id as unit_id from elsewhere.secret as s'), null,
    'where readers may read it, they may'
);
create view elsewhere.invoking with (security_invoker = true) as
select r.role as id from hardal_private.urls as r;
grant select on elsewhere.invoking to template__read, hardal_owner;
select is(
    pg_temp.fault('select i.id::text as unit_id from elsewhere.invoking as i') is null, false,
    'a view that reads with its reader''s rights is looked through'
);
select is(
    pg_temp.fault('select elsewhere.f() as unit_id') is null, false,
    'a function that readers may not call'
);
grant create on schema elsewhere to template__model;
grant execute on function elsewhere.f() to template__read, hardal_owner;
alter function elsewhere.f() owner to template__model;
select is(
    pg_temp.fault('select elsewhere.f() as unit_id') is null, false,
    'what belongs to a tenant''s role'
);
