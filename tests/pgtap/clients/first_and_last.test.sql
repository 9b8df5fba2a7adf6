select plan(5);

-- runs a query as one of the tenant's roles, and returns each row as text
grant template__read, template__aggregate to current_user;
create function pg_temp.read(query text, role text default 'template__read')
returns setof text language plpgsql as $$
begin
    perform set_config('role', role, true);
    return query execute format('select r::text from (%s) as r', query);
    reset role;
end $$;
set local timezone = 'UTC';
select template__store.ingest('[
    {"client_id": "c1", "event_name": "a", "created_at": "2024-10-19T23:59:59Z"},
    {"client_id": "c1", "event_name": "b", "created_at": "2024-10-20T00:00:00Z"},
    {"client_id": "c1", "event_name": "b", "created_at": "2024-11-20T00:00:00Z"},
    {"client_id": "c1", "event_name": "b", "created_at": "2024-11-20T23:00:00Z"},
    {"client_id": "c2", "event_name": "a", "created_at": "2024-10-20T00:00:00Z"},
    {"event_name": "a", "created_at": "2024-10-20T12:00:00Z"}
]') is null;

select results_eq(
    $$ select pg_temp.read('select * from template.clients order by 1') $$,
    $$ values
       ('(c1,"2024-10-19 23:59:59+00","2024-11-20 23:00:00+00",4,3)'),
       ('(c2,"2024-10-20 00:00:00+00","2024-10-20 00:00:00+00",1,1)') $$,
    'each client has one row'
);
select setseed(0.6);
select template__store.ingest((
    select jsonb_agg(jsonb_build_object(
        'event_name', (array['a', 'b', 'c', 'd'])[1 + floor(random() * 4)::int],
        'client_id', nullif('c' || floor(random() * 40)::int, 'c0'),
        -- times are whole quarters of an hour, so that many events share a time
        'created_at', to_jsonb(
            '2024-10-20T00:00:00Z'::timestamptz
            + floor(random() * 960)::int * interval '15 minutes'
        ),
        'properties', case
            when random() < 0.8
                then jsonb_build_object('p', jsonb_build_object('q', floor(random() * 3)))
            else '{}'
        end
    ))
    from generate_series(1, 2000)
)) is null;
select set_eq(
    $$ select * from template.clients $$,
    $$ select
           client_id, min(created_at), max(created_at),
           count(*) as events, count(distinct event_date) as days
       from template.events where client_id is not null group by client_id $$,
    'a plain count gives the same rows'
);
create function pg_temp.plan_of(query text) returns text language plpgsql as $$
declare v_line text; v_plan text := '';
begin
    for v_line in execute 'explain (costs off) ' || query loop
        v_plan := v_plan || v_line || E'\n';
    end loop;
    return v_plan;
end $$;
set local enable_seqscan = off;
select matches(
    pg_temp.plan_of($$ select * from template.clients where client_id = 'c1' $$),
    'Index Cond: \(client_id = ''c1''',
    'one client is read by the index'
);
select matches(
    pg_temp.plan_of($$ select * from template.sessions where client_id = 'c1' $$),
    'Index Cond: \(client_id = ''c1''',
    'the sessions of one client are read by the index'
);
select throws_ok(
    $$ select pg_temp.read('select * from template.clients', 'template__aggregate') $$,
    '42501', null,
    'a reader who may not see clients sees none'
);

select * from finish();
