select plan(14);

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
    $$ select pg_temp.read('select * from template.daily_activity()', 'template__aggregate') $$,
    $$ values ('(2024-10-20,a,3,2)'), ('(2024-10-20,b,1,1)'), ('(2024-10-21,a,2,1)') $$,
    'days are those of UTC, and a reader who may not read events sees them too'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.daily_activity(time_zone => ''Europe/Istanbul'')
       ') $$,
    $$ values
       ('(2024-10-20,a,1,1)'), ('(2024-10-21,a,3,2)'),
       ('(2024-10-21,b,1,1)'), ('(2024-10-22,a,1,0)') $$,
    'days can be those of another time zone'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.daily_activity(''2024-10-21'', ''2024-10-22'')
       ') $$,
    $$ values ('(2024-10-21,a,2,1)') $$,
    'since is inclusive, and until is exclusive'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.daily_activity(
               ''2024-10-21'', ''2024-10-22'', ''Europe/Istanbul''
           )
       ') $$,
    $$ values ('(2024-10-21,a,3,2)'), ('(2024-10-21,b,1,1)') $$,
    'since is inclusive, and until is exclusive, in another time zone'
);
select setseed(0.9);
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
select results_eq(
    $$ select * from template.daily_activity('2024-10-21', '2024-10-28') $$,
    $$ select * from template.daily_activity('2024-10-21', '2024-10-28', 'Etc/UTC') $$,
    'Etc/UTC is counted from the events, and gives the same rows as UTC'
);
select set_eq(
    $$ select * from template.daily_activity('2024-10-21', '2024-10-28', 'Asia/Kolkata') $$,
    $$ select
           (created_at at time zone 'Asia/Kolkata')::date, event_name,
           count(*) as events, count(distinct client_id) as clients
       from template.events
       where (created_at at time zone 'Asia/Kolkata')::date between '2024-10-21' and '2024-10-27'
       group by 1, 2 $$,
    'a plain count gives the same rows'
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
select set_eq(
    $$ select * from template.daily_activity('2025-11-01', '2025-11-03', 'America/Havana')
       where event_name = 'night' $$,
    $$ values
       ('2025-11-01'::date, 'night', 48::bigint, 48::bigint), ('2025-11-02', 'night', 50, 48) $$,
    'an hour that comes twice at midnight belongs to its own day both times'
);
select results_eq(
    $$ select events from template.daily_activity('2025-11-01', '2025-11-02', 'America/Havana')
       where event_name = 'night' $$,
    $$ values (48::bigint) $$,
    'an hour that comes twice at midnight does not belong to the day before'
);
select results_eq(
    $$ select day, events
       from template.daily_activity('2025-10-26', '2025-10-27', 'Atlantic/Azores')
       where event_name = 'night' $$,
    $$ values ('2025-10-26'::date, 50::bigint) $$,
    'the same holds in another time zone'
);
select results_eq(
    $$ select sum(events)
       from template.daily_activity('-infinity', 'infinity', 'Asia/Kolkata') $$,
    $$ select count(*)::numeric from template.events $$,
    'infinities mean no bounds'
);
select results_eq(
    $$ select sum(events)
       from template.daily_activity('4713-01-01 BC', '5874897-12-31', 'America/Havana') $$,
    $$ select count(*)::numeric from template.events $$,
    'the ends of the calendar mean no bounds'
);
select throws_ok(
    $$ select * from template.daily_activity(time_zone => 'Mars/Olympus') $$, 'PT400', null,
    'an unknown time zone is refused'
);
select throws_ok(
    $$ select * from template.daily_activity(time_zone => null) $$, 'PT400', null,
    'a null time zone is refused'
);
select throws_ok(
    $$ select pg_temp.read(
           'select * from template.daily_activity(time_zone => ''Europe/Istanbul'')',
           'template__aggregate'
       ) $$, '42501', null,
    'a reader who may not read events may not use another time zone'
);

select * from finish();
