select plan(11);

-- runs a query as one of the tenant's roles, and returns each row as text
grant template__read, template__aggregate to current_user;
create function pg_temp.read(query text, role text default 'template__read')
returns setof text language plpgsql as $$
begin
    perform set_config('role', role, true);
    return query execute format('select r::text from (%s) as r', query);
    reset role;
end $$;
select template__store.ingest('[
    {"client_id": "c1", "event_name": "y", "created_at": "2024-10-20T00:00:00Z"},
    {"client_id": "c1", "event_name": "s", "created_at": "2024-10-20T00:10:00Z"},
    {"client_id": "c1", "event_name": "a", "created_at": "2024-10-20T00:20:00Z"},
    {"client_id": "c1", "event_name": "s", "created_at": "2024-10-20T00:30:00Z"},
    {"client_id": "c1", "event_name": "b", "created_at": "2024-10-20T01:10:00Z"},
    {"client_id": "c1", "event_name": "a", "created_at": "2024-10-20T01:30:00.000001Z"},
    {"client_id": "c2", "event_name": "a", "created_at": "2024-10-20T00:00:00Z"},
    {"client_id": "c2", "event_name": "s", "created_at": "2024-10-20T00:00:00Z"},
    {"client_id": "c2", "event_name": "b", "created_at": "2024-10-20T00:00:00Z"},
    {"client_id": "c3", "event_name": "s", "created_at": "2024-10-20T23:00:00Z"},
    {"client_id": "c3", "event_name": "b", "created_at": "2024-10-21T00:00:00Z"},
    {"client_id": "c4", "event_name": "s", "created_at": "2024-10-21T00:00:00Z"},
    {"event_name": "s", "created_at": "2024-10-20T12:00:00Z"}
]') is null;

create function pg_temp.paths(arguments text default '') returns setof text language sql as $$
    select pg_temp.read(format(
        'select * from template.paths(''s'', ''2024-10-20Z'', ''2024-10-21Z''%s)', arguments
    ))
$$;
select results_eq(
    $$ select pg_temp.paths() $$,
    $$ values
       ('("s > b","{s,b}",2,2,0.5000)'),
       ('("s > a > b","{s,a,b}",1,1,0.2500)'),
       ('("s > a > s > b","{s,a,s,b}",1,1,0.2500)') $$,
    'a path has the events within an hour of each start, also after until; '
    'at the same instant the start comes first'
);
select results_eq(
    $$ select pg_temp.paths(', depth => 1') $$,
    $$ values ('("s > a","{s,a}",2,2,0.5000)'), ('("s > b","{s,b}",2,2,0.5000)') $$,
    'a path has at most `depth` events after the start'
);
select results_eq(
    $$ select pg_temp.paths(', depth => 1, max_rows => 1') $$,
    $$ values ('("s > a","{s,a}",2,2,0.5000)') $$,
    'a share is of all paths, also where max_rows cuts some off'
);
select results_eq(
    $$ select pg_temp.paths(', within => ''0''') $$,
    $$ values ('(s,{s},3,2,0.7500)'), ('("s > a > b","{s,a,b}",1,1,0.2500)') $$,
    'a client may take the same path several times'
);

select setseed(0.8);
select template__store.ingest((
    select jsonb_agg(jsonb_build_object(
        'event_name', (array['a', 'b', 'c', 'd'])[1 + floor(random() * 4)::int],
        'client_id', nullif('c' || floor(random() * 40)::int, 'c0'),
        -- times are whole quarters of an hour, so that many events share a time
        'created_at', to_jsonb(
            '2024-10-20T00:00:00Z'::timestamptz
            + floor(random() * 384)::int * interval '15 minutes'
        ),
        'properties', case
            when random() < 0.8
                then jsonb_build_object('p', jsonb_build_object('q', floor(random() * 3)))
            else '{}'
        end
    ))
    from generate_series(1, 2000)
)) is null;
create function pg_temp.recount(within interval, depth int)
returns table (steps text[], times bigint, clients bigint) language sql as $$
    with numbered as (
        select
            client_id, event_name, created_at,
            row_number() over (
                partition by client_id
                order by created_at, event_name <> 'a', event_name collate "C"
            ) as place
        from template.events where client_id is not null
    ),
    walks as (
        select s.client_id, s.place, array_agg(n.event_name order by n.place) as steps
        from numbered as s
        join numbered as n
            on n.client_id = s.client_id
            and n.place between s.place and s.place + depth
            and n.created_at - s.created_at <= within
        where s.event_name = 'a'
            and s.created_at >= '2024-10-20 12:00Z' and s.created_at < '2024-10-23 06:00Z'
        group by s.client_id, s.place
    )
    select steps, count(*), count(distinct client_id) from walks group by steps
$$;
select set_eq(
    $$ select p.steps, p.times, p.clients
       from template.paths(
           'a', '2024-10-20 12:00Z', '2024-10-23 06:00Z', '4 hours', 3, 10000
       ) as p $$,
    $$ select * from pg_temp.recount('4 hours', 3) $$,
    'counting start by start gives the same rows'
);
select set_eq(
    $$ select p.steps, p.times, p.clients
       from template.paths(
           'a', '2024-10-20 12:00Z', '2024-10-23 06:00Z', '1 day', 10, 10000
       ) as p $$,
    $$ select * from pg_temp.recount('1 day', 10) $$,
    'counting start by start gives the same rows at the greatest depth'
);
select results_eq(
    $$ select *
       from template.paths(
           'a', since => '4713-01-01 BC', until => '294276-12-31', within => '170000000 years'
       ) $$,
    $$ select * from template.paths('a', since => '-infinity', within => '50 years') $$,
    'the ends of the calendar mean no bounds'
);
select throws_ok(
    $$ select * from template.paths('a', depth => 11) $$, 'PT400', null,
    'a depth over 10 is refused'
);
select throws_ok(
    $$ select * from template.paths('a', within => '-1 hour') $$, 'PT400', null,
    'a negative within is refused'
);
select throws_ok(
    $$ select * from template.paths('a', max_rows => 0) $$, 'PT400', null,
    'a max_rows of 0 is refused'
);
select throws_ok(
    $$ select pg_temp.read('select * from template.paths(''a'')', 'template__aggregate') $$,
    '42501', null,
    'a reader who may not read events gets no paths'
);

select * from finish();
