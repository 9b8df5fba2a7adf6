select plan(9);

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
    {"client_id": "c1", "event_name": "buy", "created_at": "2024-10-20T00:00:00Z"},
    {"client_id": "c1", "event_name": "buy", "created_at": "2024-10-20T23:59:59.999999Z"},
    {"client_id": "c2", "event_name": "buy", "created_at": "2024-10-20T10:00:00Z"},
    {"event_name": "buy", "created_at": "2024-10-22T10:00:00Z"},
    {"client_id": "c1", "event_name": "buy", "created_at": "2024-10-18T12:00:00Z"},
    {"client_id": "c1", "event_name": "see", "created_at": "2024-10-21T00:00:00Z"},
    {"client_id": "c1", "event_name": "see", "created_at": "2024-10-23T00:00:00Z"}
]') is null;

select results_eq(
    $$ select pg_temp.read('
           select * from template.trend(
               ''{see,buy}'', since => ''2024-10-20'', until => ''2024-10-23''
           )
       ') $$,
    $$ values
        ('("2024-10-20 00:00:00",see,,f,0,,0,)'),
        ('("2024-10-21 00:00:00",see,,f,1,,1,)'),
        ('("2024-10-22 00:00:00",see,,f,0,,0,)'),
        ('("2024-10-20 00:00:00",buy,,f,3,,3,)'),
        ('("2024-10-21 00:00:00",buy,,f,0,,0,)'),
        ('("2024-10-22 00:00:00",buy,,f,1,,1,)') $$,
    'every period of every name is there, in the order of the names'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.trend(
               ''{buy}'', ''clients'', since => ''2024-10-20'', until => ''2024-10-23'',
               compare => true
           )
       ') $$,
    $$ values
        ('("2024-10-20 00:00:00",buy,,f,2,0,2,0)'),
        ('("2024-10-21 00:00:00",buy,,f,0,1,0,1)'),
        ('("2024-10-22 00:00:00",buy,,f,0,0,0,0)') $$,
    'clients count once in a period, events without one do not; compare counts the span before'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.trend(
               ''{buy}'', since => ''2024-10-20 10:00'', until => ''2024-10-20 23:59:59.999999''
           )
       ') $$,
    $$ values ('("2024-10-20 00:00:00",buy,,f,1,,1,)') $$,
    'a period is clipped at since, inclusive, and at until, exclusive'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.trend(
               ''{buy}'', every => ''month'', since => ''2024-10-01'', until => ''2024-11-01'',
               time_zone => ''Asia/Tokyo''
           )
       ') $$,
    $$ values ('("2024-10-01 00:00:00",buy,,f,5,,5,)') $$,
    'a month of another time zone'
);
select is(
    (
        select count(*)
        from template.trend('{buy}', every => 'hour', since => '2024-10-20', until => '2024-10-21')
    ),
    24::bigint,
    'a day has 24 hours'
);
select is_empty(
    $$ select * from template.trend('{buy}', since => '2024-10-20', until => '2024-10-20') $$,
    'a span without a length has no periods'
);
select throws_ok(
    $$ select * from template.trend('{buy}', since => '2000-01-01', until => '2024-10-20') $$,
    'PT400', null,
    'more than 1,000 periods are refused'
);
select throws_ok(
    $$ select * from template.trend('{by}', since => '2024-10-20') $$, 'PT400', null,
    'a misspelt name is refused'
);
select throws_ok(
    $$ select pg_temp.read('select * from template.trend(''{buy}'')', 'template__aggregate') $$,
    '42501', null,
    'a reader who may not read events gets no trend'
);

select * from finish();
