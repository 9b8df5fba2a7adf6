select plan(23);

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
    {"client_id": "all",     "event_name": "a", "created_at": "2024-10-20T00:00:00Z",
     "properties": {"p": {"q": "x"}}},
    {"client_id": "all",     "event_name": "z", "created_at": "2024-10-20T00:10:00Z"},
    {"client_id": "all",     "event_name": "b", "created_at": "2024-10-20T01:00:00Z"},
    {"client_id": "all",     "event_name": "c", "created_at": "2024-10-20T02:00:00Z"},
    {"client_id": "before",  "event_name": "b", "created_at": "2024-10-20T00:00:00Z"},
    {"client_id": "before",  "event_name": "a", "created_at": "2024-10-20T01:00:00Z"},
    {"client_id": "before",  "event_name": "a", "created_at": "2024-10-20T01:00:00Z"},
    {"client_id": "before",  "event_name": "c", "created_at": "2024-10-20T02:00:00Z"},
    {"client_id": "late",    "event_name": "a", "created_at": "2024-10-20T00:00:00Z",
     "properties": {"p": null}},
    {"client_id": "late",    "event_name": "b", "created_at": "2024-10-20T00:00:00Z"},
    {"client_id": "late",    "event_name": "c", "created_at": "2024-10-21T00:00:00.000001Z"},
    {"client_id": "again",   "event_name": "a", "created_at": "2024-10-20T00:00:00Z",
     "properties": {"p": {"q": "x"}}},
    {"client_id": "again",   "event_name": "a", "created_at": "2024-10-20T20:00:00Z",
     "properties": {"p": {"q": "y"}}},
    {"client_id": "again",   "event_name": "b", "created_at": "2024-10-20T23:00:00Z"},
    {"client_id": "again",   "event_name": "c", "created_at": "2024-10-21T06:00:00Z"},
    {"client_id": "earlier", "event_name": "a", "created_at": "2024-10-19T23:59:59.999999Z"},
    {"client_id": "earlier", "event_name": "b", "created_at": "2024-10-20T00:00:00Z"},
    {"client_id": "later",   "event_name": "a", "created_at": "2024-10-21T00:00:00Z"},
    {"client_id": "later",   "event_name": "b", "created_at": "2024-10-21T00:00:00Z"},
    {"event_name": "no", "created_at": "2024-10-01T00:00:00Z", "properties": {"p": {"q": "x"}}},
    {"event_name": "a", "created_at": "2024-10-20T00:00:00Z"},
    {"event_name": "b", "created_at": "2024-10-20T01:00:00Z"}
]') is null;

create function pg_temp.funnel(steps text, within text, by text default null)
returns setof text language sql as $$
    select pg_temp.read(format(
        'select * from template.funnel(%L, %L, ''2024-10-20Z'', ''2024-10-21Z'', %L)',
        steps, within, by
    ))
$$;
select results_eq(
    $$ select pg_temp.funnel('{a,b,c}', '1 day') $$,
    $$ values
       ('(1,a,,4,1.0000,,,,,)'),
       ('(2,b,,3,0.7500,0.7500,01:00:00,3600,01:00:00,3600)'),
       ('(3,c,,2,0.5000,0.6667,04:00:00,14400,06:00:00,21600)') $$,
    'a client counts that had the steps in order and in time from any of its starts, '
    'also with other events between them'
);
select results_eq(
    $$ select pg_temp.funnel('{a,b,c}', '24:00:00.000001') $$,
    $$ values
       ('(1,a,,4,1.0000,,,,,)'),
       ('(2,b,,3,0.7500,0.7500,01:00:00,3600,01:00:00,3600)'),
       ('(3,c,,3,0.7500,1.0000,07:00:00,25200,10:00:00,36000)') $$,
    'the last step may be exactly `within` after the first, and may lie after until'
);
select results_eq(
    $$ select pg_temp.funnel('{a,a}', '7 days') $$,
    $$ values ('(1,a,,4,1.0000,,,,,)'), ('(2,a,,1,0.2500,0.2500,20:00:00,72000,20:00:00,72000)') $$,
    'where two steps have the same name, the second is a later event'
);
select results_eq(
    $$ select pg_temp.funnel('{b,a,b}', '7 days') $$,
    $$ values
       ('(1,b,,5,1.0000,,,,,)'),
       ('(2,a,,2,0.4000,0.4000,00:30:00,1800,00:30:00,1800)'),
       ('(3,b,,0,0.0000,0.0000,,,,)') $$,
    'one event is never two steps, even with other steps between them'
);
select results_eq(
    $$ select pg_temp.funnel('{a}', '7 days') $$,
    $$ values ('(1,a,,4,1.0000,,,,,)') $$,
    'a funnel may have one step'
);
select results_eq(
    $$ select pg_temp.funnel('{no,a}', '7 days') $$,
    $$ values ('(1,no,,0,,,,,,)'), ('(2,a,,0,,,,,,)') $$,
    'shares are null where step 1 has no clients'
);
select results_eq(
    $$ select pg_temp.funnel('{a,b,c}', '1 day', 'p.q') $$,
    $$ values
       ('(1,a,x,2,1.0000,,,,,)'),
       ('(2,b,x,2,1.0000,1.0000,12:00:00,43200,12:00:00,43200)'),
       ('(3,c,x,1,0.5000,0.5000,01:00:00,3600,02:00:00,7200)'),
       ('(1,a,,2,1.0000,,,,,)'),
       ('(2,b,,1,0.5000,0.5000,00:00:00,0,00:00:00,0)'),
       ('(3,c,,0,0.0000,0.0000,,,,)'),
       ('(1,a,y,1,1.0000,,,,,)'),
       ('(2,b,y,1,1.0000,1.0000,03:00:00,10800,03:00:00,10800)'),
       ('(3,c,y,1,1.0000,1.0000,07:00:00,25200,10:00:00,36000)') $$,
    'by a property of the first event, a client counts for each value that it began with'
);
select is_empty(
    $$ select pg_temp.funnel('{no,a}', '7 days', 'p.q') $$,
    'by a property, the funnel is empty where step 1 has no clients'
);
select is(
    (
        select array_agg(row(f.step, f.clients)::text)
        from template.funnel('{a,b}', since => '-infinity') as f
    ),
    '{"(1,6)","(2,5)"}',
    'since and until may be open'
);

-- recount counts the same by following each start, event by event
select setseed(0.4);
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
create function pg_temp.recount(
    steps text[], within interval, since timestamptz, until timestamptz, keys text[]
)
returns setof text language sql as $$
    with recursive chains as (
        select
            e.client_id, e.properties #>> keys as value, 1 as step,
            e.created_at as start, e.created_at as t, null::timestamptz as before
        from template.events as e
        where e.event_name = steps[1] and e.created_at >= since and e.created_at < until
            and e.client_id is not null
        union all
        select c.client_id, c.value, c.step + 1, c.start, n.created_at, c.t
        from chains as c
        cross join lateral (
            select e.created_at
            from template.events as e
            where e.client_id = c.client_id
                and e.event_name = steps[c.step + 1] and e.created_at >= c.t
                and (steps[c.step + 1] <> all (steps[:c.step]) or e.created_at > c.t)
            order by e.created_at limit 1
        ) as n
        where n.created_at - c.start <= within
    )
    select row(
        f.step, f.value, count(*), percentile_cont(0.5) within group (order by f.t - f.before),
        case when f.step > 1 then percentile_cont(0.5) within group (order by f.t - f.start) end
    )::text
    from (
        select distinct on (step, client_id, value) *
        from chains
        order by step, client_id, value, t, start desc
    ) as f
    group by f.step, f.value
$$;
create function pg_temp.agrees(steps text[], within interval, by text default null)
returns text language sql as $$
    select set_eq(
        format(
            'select row(f.step, f.value, f.clients, f.median_time, f.median_total_time)::text
            from template.funnel(%L, %L, ''2024-10-20 12:00Z'', ''2024-10-23 06:00Z'', %L) as f
            where f.clients > 0',
            steps, within, by
        ),
        format(
            'select pg_temp.recount(
                %L, %L, ''2024-10-20 12:00Z'', ''2024-10-23 06:00Z'', template.property_keys(%L)
            )',
            steps, within, by
        ),
        format(
            'counting event by event gives the same rows: %s within %s by %s', steps, within, by
        )
    )
$$;
select pg_temp.agrees('{a,b,c}', '3 hours');
select pg_temp.agrees('{a,b,c,d}', '8 hours');
select pg_temp.agrees('{a,a,b,b}', '8 hours');
select pg_temp.agrees('{a,b,a,a}', '8 hours');
select pg_temp.agrees('{c,b,c}', '8 hours', 'p.q');
select pg_temp.agrees('{a,a,b,c}', '8 hours', 'p.q');

select results_eq(
    $$ select f.clients
       from template.funnel(
           '{a,b}', '170000000 years', '4713-01-01 BC', '294276-12-31'
       ) as f $$,
    $$ select f.clients from template.funnel('{a,b}', '5 years', '-infinity', null) as f $$,
    'the ends of the calendar mean no bounds'
);
select results_eq(
    $$ select f.clients
       from template.funnel('{a,b}', '7 days', 'infinity', '-infinity') as f $$,
    $$ values (0::bigint), (0) $$,
    'no event lies between since and until where until is before since'
);
select throws_ok(
    $$ select * from template.funnel('{}') $$, 'PT400', null,
    'a funnel without steps is refused'
);
select throws_ok(
    $$ select * from template.funnel(array_fill('a'::text, array[21])) $$, 'PT400', null,
    'more than 20 steps are refused'
);
select throws_ok(
    $$ select * from template.funnel('{a,null}') $$, 'PT400', null,
    'a step without a name is refused'
);
select throws_ok(
    $$ select * from template.funnel('{{a,b},{c,d}}') $$, 'PT400', null,
    'a two-dimensional array of steps is refused'
);
select throws_ok(
    $$ select * from template.funnel('{a,b}', '-1 second') $$, 'PT400', null,
    'a negative within is refused'
);
select throws_ok(
    $$ select pg_temp.read('select * from template.funnel(''{a,b}'')', 'template__aggregate') $$,
    '42501', null,
    'a reader who may not read events gets no funnel'
);

select * from finish();
