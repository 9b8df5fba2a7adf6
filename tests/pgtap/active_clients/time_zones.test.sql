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
    {"client_id": "c1", "event_name": "a", "created_at": "2024-10-20T20:59:59Z"},
    {"client_id": "c1", "event_name": "a", "created_at": "2024-10-20T21:00:00Z"},
    {"client_id": "c2", "event_name": "a", "created_at": "2024-10-20T22:00:00Z"},
    {"client_id": "c2", "event_name": "b", "created_at": "2024-10-20T22:00:00Z"},
    {"client_id": "c2", "event_name": "a", "created_at": "2024-10-21T00:00:00Z"},
    {"event_name": "a", "created_at": "2024-10-21T21:00:00Z"}
]') is null;

select results_eq(
    $$ select pg_temp.read('select * from template.active_clients()', 'template__aggregate') $$,
    $$ values ('(day,2024-10-20,2,4)'), ('(day,2024-10-21,1,2)') $$,
    'days are those of UTC, and a reader who may not read events sees them too'
);
select results_eq(
    $$ select pg_temp.read('select * from template.active_clients(''week'')') $$,
    $$ values ('(week,2024-10-14,2,4)'), ('(week,2024-10-21,1,2)') $$,
    'weeks begin on Mondays'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.active_clients(''week'', time_zone => ''Europe/Istanbul'')
       ') $$,
    $$ values ('(week,2024-10-14,1,1)'), ('(week,2024-10-21,2,5)') $$,
    'weeks can be those of another time zone'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.active_clients(
               ''month'', ''2024-10-01'', ''2024-10-02'', ''Europe/Istanbul''
           )
       ') $$,
    $$ values ('(month,2024-10-01,2,6)') $$,
    'a period that starts before until is counted whole'
);
select is_empty(
    $$ select pg_temp.read('
           select * from template.active_clients(
               ''month'', ''2024-10-02'', null, ''Europe/Istanbul''
           )
       ') $$,
    'a period that starts before since is not counted'
);
select setseed(0.1);
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
select results_eq(
    $$ select a.* from unnest(array['day', 'week', 'month']) as p (period)
       cross join lateral template.active_clients(p.period, '2024-10-22', '2024-11-20') as a $$,
    $$ select a.* from unnest(array['day', 'week', 'month']) as p (period)
       cross join lateral template.active_clients(
           p.period, '2024-10-22', '2024-11-20', 'Etc/UTC'
       ) as a $$,
    'Etc/UTC is counted from the events, and gives the same rows as UTC'
);
select set_eq(
    $$ select starts_on, clients, events
       from template.active_clients('week', '2024-10-21', '2024-11-18', 'America/New_York') $$,
    $$ select
           date_trunc('week', created_at at time zone 'America/New_York')::date as w,
           count(distinct client_id) as clients,
           count(*) as events
       from template.events
       group by 1
       having date_trunc('week', min(created_at) at time zone 'America/New_York')
           between '2024-10-21' and '2024-11-17' $$,
    'a plain count gives the same rows, also where clocks change'
);
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
select results_eq(
    $$ select starts_on, events
       from template.active_clients('day', '2025-11-01', '2025-11-03', 'America/Havana') $$,
    $$ values ('2025-11-01'::date, 48::bigint), ('2025-11-02', 50) $$,
    'an hour that comes twice at midnight belongs to its own day both times'
);
select results_eq(
    $$ select sum(events)
       from template.active_clients('week', '-infinity', 'infinity', 'Asia/Kolkata') $$,
    $$ select count(*)::numeric from template.events $$,
    'infinities mean no bounds'
);
select results_eq(
    $$ select sum(events)
       from template.active_clients(
           'month', '4713-01-01 BC', '5874897-12-31', 'America/Havana'
       ) $$,
    $$ select count(*)::numeric from template.events $$,
    'the ends of the calendar mean no bounds'
);
select throws_ok(
    $$ select * from template.active_clients('year') $$, 'PT400', null,
    'an unknown period is refused'
);
select throws_ok(
    $$ select * from template.active_clients('day', time_zone => 'Mars/Olympus') $$, 'PT400', null,
    'an unknown time zone is refused'
);
select throws_ok(
    $$ select pg_temp.read(
           'select * from template.active_clients(time_zone => ''Europe/Istanbul'')',
           'template__aggregate'
       ) $$, '42501', null,
    'a reader who may not read events may not use another time zone'
);

select * from finish();
