select plan(22);

-- runs a query as one of the tenant's roles, and returns each row as text
grant template__read, template__aggregate to current_user;
create function pg_temp.read(query text, role text default 'template__read')
returns setof text language plpgsql as $$
begin
    perform set_config('role', role, true);
    return query execute format('select r::text from (%s) as r', query);
    reset role;
end $$;
-- 14, 21 and 28 October 2024 are Mondays
select template__store.ingest('[
    {"client_id": "c1", "event_name": "signup", "created_at": "2024-10-14T00:00:00Z"},
    {"client_id": "c1", "event_name": "buy",    "created_at": "2024-10-20T23:59:59Z"},
    {"client_id": "c1", "event_name": "buy",    "created_at": "2024-10-30T00:00:00Z"},
    {"client_id": "c1", "event_name": "buy",    "created_at": "2024-10-31T00:00:00Z"},
    {"client_id": "c2", "event_name": "buy",    "created_at": "2024-10-14T10:00:00Z"},
    {"client_id": "c2", "event_name": "signup", "created_at": "2024-10-15T00:00:00Z"},
    {"client_id": "c3", "event_name": "signup", "created_at": "2024-10-21T00:00:00Z"},
    {"client_id": "c3", "event_name": "signup", "created_at": "2024-10-29T00:00:00Z"},
    {"client_id": "c4", "event_name": "signup", "created_at": "2024-10-13T23:00:00Z"},
    {"client_id": "c4", "event_name": "buy",    "created_at": "2024-10-22T23:00:00Z"},
    {"event_name": "signup", "created_at": "2024-10-14T00:00:00Z"}
]') is null;

select results_eq(
    $$ select pg_temp.read('
           select * from template.retention(
               ''signup'', ''buy'', since => ''2024-10-14Z'', until => ''2024-11-04Z''
           )
       ') $$,
    $$ values
       ('(2024-10-14,2,0,1,0.5000,,f,)'), ('(2024-10-14,2,1,0,0.0000,,f,)'),
       ('(2024-10-14,2,2,1,0.5000,,f,)'),
       ('(2024-10-21,1,0,0,0.0000,,f,)'), ('(2024-10-21,1,1,0,0.0000,,f,)'),
       ('(2024-10-28,0,0,0,,,f,)') $$,
    'clients that came back are counted week by week; an event before the first event does not '
    'count, and a later first_event makes no second cohort'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.retention(since => ''2024-10-14Z'', until => ''2024-10-29Z'')
       ') $$,
    $$ values
       ('(2024-10-14,2,0,2,1.0000,,f,)'), ('(2024-10-14,2,1,0,0.0000,,f,)'),
       ('(2024-10-14,2,2,1,0.5000,,f,)'),
       ('(2024-10-21,1,0,1,1.0000,,f,)'), ('(2024-10-21,1,1,1,1.0000,,f,)'),
       ('(2024-10-28,0,0,0,,,f,)') $$,
    'null first_event and return_event mean any event; until in the middle of a week means the week'
);
select results_eq(
    $$ select *
       from template.retention(since => '2024-10-20T23:59Z', until => '2024-10-28T00:01Z') $$,
    $$ select * from template.retention(since => '2024-10-14', until => '2024-11-04') $$,
    'since in the middle of a week means the week: no cohort is cut'
);
select results_eq(
    $$ select * from template.retention('signup', period => 'month', since => '2024-10-15') $$,
    $$ select * from template.retention('signup', period => 'month', since => '2024-10-01') $$,
    'since in the middle of a month means the month'
);
select results_eq(
    $$ select cohort, cohort_size
       from template.retention(
           'signup', period => 'day', since => '2024-10-13T23:30Z', until => '2024-10-14T00:30Z'
       ) where period_number = 0 $$,
    $$ values ('2024-10-13'::date, 1::bigint), ('2024-10-14', 1) $$,
    'days are whole too'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.retention(
               ''signup'', null, ''month'', ''2024-09-30Z'', ''2024-11-01Z''
           )
       ') $$,
    $$ values ('(2024-09-01,0,0,0,,,f,)'), ('(2024-09-01,0,1,0,,,f,)'),
       ('(2024-10-01,4,0,4,1.0000,,f,)') $$,
    'periods can be months'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.retention(
               ''signup'', ''buy'', ''week'',
               ''2024-10-14T00:00+02'', ''2024-10-28T00:00+01'', ''Europe/Berlin''
           )
       ') $$,
    $$ values
       ('(2024-10-14,3,0,0,0.0000,,f,)'), ('(2024-10-14,3,1,2,0.6667,,f,)'),
       ('(2024-10-21,1,0,0,0.0000,,f,)') $$,
    'weeks can be those of a time zone, also where clocks change in one of them'
);
select results_eq(
    $$ select r.cohort, r.cohort_size
       from template.retention('signup', until => '2024-10-16Z', period => 'day') as r
       where r.period_number = 0 $$,
    $$ values
       ('2024-10-08'::date, 0::bigint), ('2024-10-09', 0), ('2024-10-10', 0), ('2024-10-11', 0),
       ('2024-10-12', 0), ('2024-10-13', 1), ('2024-10-14', 1), ('2024-10-15', 1) $$,
    'without since, the report has the last 8 periods'
);
select results_eq(
    $$ select min(r.cohort), max(r.cohort), count(*)
       from template.retention(period => 'month') as r $$,
    $$ select
           (date_trunc('month', now() at time zone 'UTC') - interval '7 months')::date,
           date_trunc('month', now() at time zone 'UTC')::date,
           36::bigint $$,
    'without until, the report ends with the current period'
);

select setseed(0.7);
select template__store.ingest((
    select jsonb_agg(jsonb_build_object(
        'event_name', (array['a', 'b', 'c', 'd'])[1 + floor(random() * 4)::int],
        'client_id', nullif('c' || floor(random() * 40)::int, 'c0'),
        -- times are whole quarters of an hour, so that many events share a time
        'created_at', to_jsonb(
            '2024-10-20T00:00:00Z'::timestamptz
            + floor(random() * 3840)::int * interval '15 minutes'
        ),
        'properties', case
            when random() < 0.8
                then jsonb_build_object('p', jsonb_build_object('q', floor(random() * 3)))
            else '{}'
        end
    ))
    from generate_series(1, 2000)
)) is null;
create function pg_temp.recount(
    first_event text, return_event text, period text,
    since timestamptz, until timestamptz, zone text
)
returns table (cohort date, cohort_size bigint, period_number int, clients bigint)
language sql as $$
    with firsts as (
        select client_id, min(created_at) as first_at
        from template.events
        where client_id is not null and (first_event is null or event_name = first_event)
        group by client_id
    ),
    periods as (
        select d::date as day, (d + ('1 ' || period)::interval)::date as next
        from generate_series(
            date_trunc(period, since at time zone zone),
            (until - interval '1 microsecond') at time zone zone,
            ('1 ' || period)::interval
        ) as d
    )
    select
        c.day, count(f.client_id),
        (select count(*) from periods as m where m.day >= c.day and m.day < p.day)::int,
        count(f.client_id) filter (where exists (
            select from template.events as e
            where e.client_id = f.client_id
                and (return_event is null or e.event_name = return_event)
                and e.created_at >= f.first_at
                and (e.created_at at time zone zone)::date >= p.day
                and (e.created_at at time zone zone)::date < p.next
        ))
    from periods as c
    join periods as p on p.day >= c.day
    left join firsts as f on (f.first_at at time zone zone)::date >= c.day
        and (f.first_at at time zone zone)::date < c.next
    group by c.day, p.day
$$;
create function pg_temp.agrees(
    first_event text, return_event text, period text,
    since timestamptz, until timestamptz, zone text
)
returns text language sql as $$
    select set_eq(
        format(
            'select r.cohort, r.cohort_size, r.period_number, r.clients
            from template.retention(%L, %L, %L, %L, %L, %L) as r',
            $1, $2, $3, $4, $5, $6
        ),
        format('select * from pg_temp.recount(%L, %L, %L, %L, %L, %L)', $1, $2, $3, $4, $5, $6),
        format(
            'counting client by client gives the same rows: %s, %s by %s in %s', $1, $2, $3, $6
        )
    )
$$;
select pg_temp.agrees('a', 'b', 'day', '2024-10-20 12:00Z', '2024-11-10 06:00Z', 'UTC');
select pg_temp.agrees(
    'd', 'd', 'day', '2024-10-21 12:00Z', '2024-11-30 06:00Z', 'America/New_York'
);
select pg_temp.agrees(null, 'c', 'week', '2024-10-14Z', '2024-12-02Z', 'Asia/Tokyo');
select pg_temp.agrees('c', null, 'month', '2024-08-01Z', '2025-01-01Z', 'UTC');

-- clocks are put back at midnight, so the first hour of the day comes twice
select template__store.ingest((
    select jsonb_agg(jsonb_build_object(
        'event_name', 'night',
        'client_id', 'n' || to_char(t at time zone 'UTC', 'HH24MI'),
        'created_at', to_jsonb(t)
    ))
    from generate_series(
        '2025-10-25 20:15Z'::timestamptz, '2025-11-03 08:00Z', '30 minutes'
    ) as t
)) is null;
select pg_temp.agrees(
    'night', 'night', 'day', '2025-11-01 04:00Z', '2025-11-03 05:00Z', 'America/Havana'
);
select pg_temp.agrees(
    'night', 'night', 'day', '2025-10-25 23:30Z', '2025-10-28 01:00Z', 'Atlantic/Azores'
);
select is(
    (select count(*) from template.retention(since => '294276-01-01Z')), 0::bigint,
    'a since in the far future gives no rows'
);
select is(
    (select sum(r.clients) from template.retention(until => '4713-01-01 BC') as r), 0::numeric,
    'an until in the far past gives no clients'
);
select throws_ok(
    $$ select * from template.retention(period => 'year') $$, 'PT400', null,
    'an unknown period is refused'
);
select throws_ok(
    $$ select * from template.retention(time_zone => 'Mars/Olympus') $$, 'PT400', null,
    'an unknown time zone is refused'
);
select throws_ok(
    $$ select * from template.retention(period => 'day', since => '2000-01-01Z') $$, 'PT400', null,
    'more than 1,000 periods are refused'
);
select throws_ok(
    $$ select * from template.retention(since => '-infinity') $$, 'PT400', null,
    'an infinite since is refused'
);
select throws_ok(
    $$ select pg_temp.read('select * from template.retention()', 'template__aggregate') $$,
    '42501', null,
    'a reader who may not read events gets no retention report'
);

select * from finish();
