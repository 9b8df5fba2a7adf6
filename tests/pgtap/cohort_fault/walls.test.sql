select plan(68);

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
    pg_temp.fault('select s.id as unit_id from elsewhere.secret as s'),
    'it reads elsewhere.secret, which is none of the tenant''s views',
    'readers may read it, but it is none of the tenant''s views'
);
create view template.shown as select s.id from elsewhere.secret as s;
grant select on template.shown to template__read, hardal_owner;
select is(
    pg_temp.fault('select s.id as unit_id from template.shown as s'), null,
    'a view in the tenant''s schema can show it'
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
alter function elsewhere.f() owner to current_user;
select is(
    pg_temp.fault('select elsewhere.f() as unit_id'),
    'it calls elsewhere.f(), which is none of the tenant''s functions',
    'a function of another schema, which readers may call'
);

-- what pg_depend has nothing about
create sequence template.numbers;
create sequence elsewhere.numbers;
create domain elsewhere.checked as text check (value <> elsewhere.f());
create view template.looked_through with (security_invoker = true) as
select set_config('role', 'none', true) as id;
grant select on template.looked_through to template__read, hardal_owner;
select isnt(pg_temp.fault(q.query), null, q.query)
from (
    values
    -- runs a text as SQL
    ('select word as unit_id from ts_stat(''select pg_sleep(0)::text::tsvector'')'),
    ('select ts_rewrite(''a''::tsquery, ''select 1'')::text as unit_id'),
    ('select query_to_xml(''select 1'', true, true, '''')::text as unit_id'),
    ('select table_to_xml(1259::oid, true, true, '''')::text as unit_id'),
    ('select database_to_xml(true, true, '''')::text as unit_id'),
    -- changes the session or the server
    ('select set_config(''role'', ''none'', true) as unit_id'),
    ('select l.id as unit_id from template.looked_through as l'),
    ('select nextval(''template.numbers'')::text as unit_id'),
    ('select n.last_value::text as unit_id from elsewhere.numbers as n'),
    ('select pg_sleep(0)::text as unit_id'),
    ('select pg_notify(''a'', ''b'')::text as unit_id'),
    ('select lo_create(0)::text as unit_id'),
    ('select pg_advisory_lock(1)::text as unit_id'),
    ('select txid_current()::text as unit_id'),
    ('select e.client_id as unit_id from template.events as e for update'),
    -- answers anew each time
    ('select random()::text as unit_id'),
    ('select gen_random_uuid()::text as unit_id'),
    ('select clock_timestamp()::text as unit_id'),
    ('select e.client_id as unit_id from template.events as e order by random() limit 1'),
    -- reads the server, the catalogue or the session
    ('select pg_read_file(''PG_VERSION'') as unit_id'),
    ('select v.most_common_vals::text as unit_id from pg_stats as v'),
    ('select c.relname as unit_id from pg_class as c'),
    ('select c.table_name::text as unit_id from information_schema.tables as c'),
    ('select t.id as unit_id from (select oid::text as id from pg_class) as t'),
    ('select ''a'' as unit_id where exists (select from pg_authid)'),
    ('with t as materialized (select rolname from pg_roles) select rolname as unit_id from t'),
    ('select pg_get_viewdef(1259::oid) as unit_id'),
    ('select current_setting(''role'') as unit_id'),
    ('select version() as unit_id'),
    ('select inet_server_addr()::text as unit_id'),
    ('select has_table_privilege(1259::oid, ''select'')::text as unit_id'),
    ('select obj_description(1259::oid) as unit_id'),
    ('select current_database()::text as unit_id'),
    ('select current_user::text as unit_id'),
    ('select current_schema::text as unit_id'),
    ('select 1259::oid::regclass::text as unit_id'),
    ('select r.a::text as unit_id from jsonb_to_record(''{"a": "1259"}'') as r (a regclass)'),
    ('select to_regclass(''pg_class'')::text as unit_id'),
    ('select (jsonb_populate_record(null::pg_aggregate, ''{}'')).aggfnoid::text as unit_id'),
    ('select makeaclitem(10, 10, ''SELECT'', false)::text as unit_id'),
    -- may read another tenant
    ('select hardal_helpers.optional_events(''other'', ''{a}'')::text as unit_id'),
    -- runs the check of a domain
    ('select ''a''::elsewhere.checked::text as unit_id'),
    ('select num_nulls(domain_in(''a'', 1::oid, -1))::text as unit_id'),
    -- wherever it stands
    ('select count(*) filter (where random() < 1)::text as unit_id from template.events'),
    ('select (array_agg(c.client_id order by random()))[1] as unit_id from template.events as c'),
    ('select g.id::text as unit_id from generate_series(1, (random() * 9)::int) as g (id)'),
    ('select 1::text as unit_id from template.events as e group by clock_timestamp()'),
    ('select e.client_id as unit_id from template.events as e limit (random() * 9)::int'),
    ('select ''a'' as ":funcid 1299 :relid 1259 }" union select pg_sleep(0)::text')
) as q (query);

select is(pg_temp.fault(q.query), null, q.query)
from (
    values
    ('select e.client_id as unit_id from template.events as e where e.created_at > now()'),
    ('select e.properties #>> ''{a,b}'' as unit_id from template.events as e group by 1'),
    ('select lower(e.client_id) as unit_id from template.events as e where e.client_id ~ ''^a'''),
    ('select pg_typeof(1)::text as unit_id'),
    ('select hardal_helpers.moment(''2024-10-01'', ''UTC'')::text as unit_id'),
    ('select row_number() over (order by id)::text as unit_id from template.events'),
    ('select mode() within group (order by id)::text as unit_id from generate_series(1, 2) as id'),
    ('select (current_date + 1)::text as unit_id where (1, ''a'') < (2, ''b'')'),
    ('select u.unit_id from template.funnel_units(''{a,b}'', outcome => ''lost'') as u'),
    ('select ''a'' as ":funcid :relid {}"')
) as q (query);
