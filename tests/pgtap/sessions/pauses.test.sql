select plan(13);

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
    {"client_id": "c1", "event_name": "a", "created_at": "2024-10-19T23:50:00Z"},
    {"client_id": "c1", "event_name": "b", "created_at": "2024-10-20T00:20:00Z"},
    {"client_id": "c1", "event_name": "c", "created_at": "2024-10-20T00:50:00.000001Z"},
    {"client_id": "c1", "event_name": "e", "created_at": "2024-10-20T01:00:00Z"},
    {"client_id": "c1", "event_name": "d", "created_at": "2024-10-20T01:00:00Z"},
    {"client_id": "c2", "event_name": "a", "created_at": "2024-10-20T23:45:00Z"},
    {"client_id": "c2", "event_name": "b", "created_at": "2024-10-21T00:15:00Z"},
    {"client_id": "c2", "event_name": "c", "created_at": "2024-10-21T00:30:00Z"},
    {"client_id": "c3", "event_name": "a", "created_at": "2024-10-21T00:00:00Z"},
    {"event_name": "a", "created_at": "2024-10-20T12:00:00Z"}
]') is null;

select results_eq(
    $$ select pg_temp.read('
           select
               s.client_id, s.started_at at time zone ''UTC'', s.duration,
               s.events, s.first_event, s.last_event
           from template.sessions(''2024-10-20Z'', ''2024-10-21Z'') as s
           order by 2
       ') $$,
    $$ values
       ('(c1,"2024-10-20 00:50:00.000001",00:09:59.999999,3,c,e)'),
       ('(c2,"2024-10-20 23:45:00",00:45:00,3,a,c)') $$,
    'a session that starts before until is followed after until, and a session that began before '
    'since is not begun anew'
);
select results_eq(
    $$ select pg_temp.read('
           select
               s.client_id, s.started_at at time zone ''UTC'', s.ended_at at time zone ''UTC'',
               s.events, s.first_event, s.last_event
           from template.sessions as s
           order by 1, 2
       ') $$,
    $$ values
       ('(c1,"2024-10-19 23:50:00","2024-10-20 00:20:00",2,a,b)'),
       ('(c1,"2024-10-20 00:50:00.000001","2024-10-20 01:00:00",3,c,e)'),
       ('(c2,"2024-10-20 23:45:00","2024-10-21 00:30:00",3,a,c)'),
       ('(c3,"2024-10-21 00:00:00","2024-10-21 00:00:00",1,a,a)') $$,
    'the view has all sessions; a pause of exactly 30 minutes does not end a session'
);
select is(
    (
        select array_agg(s.events order by s.started_at)
        from template.sessions('2024-10-20T00:30Z', gap => '10 minutes') as s
    ),
    '{3,1,1,1,1}',
    'the gap may be shorter, and until may be left out'
);
select is(
    (
        select array_agg(s.client_id || s.events order by s.client_id)
        from template.sessions('2024-10-01Z', '2024-11-01Z', '1 day') as s
    ),
    '{c15,c23,c31}',
    'the gap may be a day'
);

select setseed(0.5);
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
-- A session begins where the client had no event in the gap before. It lasts until the client's
-- next session begins.
create function pg_temp.recount(gap interval)
returns table (client_id text, started_at timestamptz, ended_at timestamptz, events bigint)
language sql as $$
    with starts as (
        select distinct e.client_id, e.created_at
        from template.events as e
        where e.client_id is not null and not exists (
            select from template.events as o
            where o.client_id = e.client_id
                and o.created_at < e.created_at and o.created_at >= e.created_at - gap
        )
    )
    select s.client_id, s.created_at, max(e.created_at), count(*)
    from starts as s
    join template.events as e
        on e.client_id = s.client_id
        and e.created_at >= s.created_at
        and e.created_at < coalesce(
            (
                select min(n.created_at)
                from starts as n
                where n.client_id = s.client_id and n.created_at > s.created_at
            ),
            'infinity'
        )
    group by s.client_id, s.created_at
$$;
select ok(
    (select count(*) between 500 and 1900 from pg_temp.recount('30 minutes')),
    'the random events make many sessions'
);
select set_eq(
    $$ select client_id, started_at, ended_at, events from template.sessions $$,
    $$ select * from pg_temp.recount('30 minutes') $$,
    'counting session by session gives the same rows as the view'
);
select set_eq(
    $$ select client_id, started_at, ended_at, events
       from template.sessions('2024-10-22 10:00Z', '2024-10-25 20:00Z', '2 hours') $$,
    $$ select * from pg_temp.recount('2 hours')
       where started_at >= '2024-10-22 10:00Z' and started_at < '2024-10-25 20:00Z' $$,
    'counting session by session gives the same rows as the function'
);
select is_empty(
    $$ select from template.sessions as s where not exists (
           select from template.events as e
           where e.client_id = s.client_id
               and e.created_at = s.started_at and e.event_name = s.first_event
       ) or not exists (
           select from template.events as e
           where e.client_id = s.client_id
               and e.created_at = s.ended_at and e.event_name = s.last_event
       ) or s.duration <> s.ended_at - s.started_at $$,
    'the first and the last event of each session are events of its client'
);
select set_eq(
    $$ select * from template.sessions $$,
    $$ select * from template.sessions('-infinity') $$,
    'the view and the function agree'
);
select results_eq(
    $$ select count(*), sum(s.events)
       from template.sessions(
           '4713-01-01 BC', '294276-12-31', gap => '170000000 years'
       ) as s $$,
    $$ select count(distinct client_id), count(client_id)::numeric from template.events $$,
    'each client has one session where no pause is as long as the gap'
);
select throws_ok(
    $$ select * from template.sessions('2024-10-20Z', gap => '0') $$, 'PT400', null,
    'a gap of 0 is refused'
);
select throws_ok(
    $$ select * from template.sessions('2024-10-20Z', gap => '-1 hour') $$, 'PT400', null,
    'a negative gap is refused'
);
select throws_ok(
    $$ select pg_temp.read('select * from template.sessions', 'template__aggregate') $$,
    '42501', null,
    'a reader who may not see clients sees no sessions'
);

select * from finish();
