select plan(7);

-- runs a query as a reader of the tenant, and returns each row as text
grant template__read to current_user;
create function pg_temp.read(query text)
returns setof text language plpgsql as $$
begin
    perform set_config('role', 'template__read', true);
    return query execute format('select r::text from (%s) as r', query);
    reset role;
end $$;
select template__store.ingest('[
    {"client_id": "c1", "event_name": "buy", "created_at": "2024-10-20T00:00:00Z",
     "properties": {"plan": {"name": "pro"}}},
    {"client_id": "c1", "event_name": "buy", "created_at": "2024-10-20T01:00:00Z",
     "properties": {"plan": {"name": "pro"}}},
    {"client_id": "c2", "event_name": "buy", "created_at": "2024-10-21T01:00:00Z",
     "properties": {"plan": {"name": "pro"}}},
    {"client_id": "c1", "event_name": "buy", "created_at": "2024-10-20T02:00:00Z"},
    {"client_id": "c1", "event_name": "buy", "created_at": "2024-10-20T03:00:00Z",
     "properties": {"plan": {"name": ""}}},
    {"client_id": "c2", "event_name": "buy", "created_at": "2024-10-20T03:00:00Z",
     "properties": {"plan": {"name": "free"}}},
    {"client_id": "c2", "event_name": "buy", "created_at": "2024-10-19T03:00:00Z",
     "properties": {"plan": {"name": "old"}}},
    {"client_id": "c2", "event_name": "see", "created_at": "2024-10-20T03:00:00Z",
     "properties": {"other": 1}}
]') is null;

select results_eq(
    $$ select pg_temp.read('
           select * from template.trend(
               ''{buy}'', by => ''plan.name'', since => ''2024-10-20'', until => ''2024-10-22''
           )
       ') $$,
    $$ values
        ('("2024-10-20 00:00:00",buy,pro,f,2,,2,)'),
        ('("2024-10-21 00:00:00",buy,pro,f,1,,1,)'),
        ('("2024-10-20 00:00:00",buy,"",f,1,,1,)'),
        ('("2024-10-21 00:00:00",buy,"",f,0,,0,)'),
        ('("2024-10-20 00:00:00",buy,free,f,1,,1,)'),
        ('("2024-10-21 00:00:00",buy,free,f,0,,0,)'),
        ('("2024-10-20 00:00:00",buy,,f,1,,1,)'),
        ('("2024-10-21 00:00:00",buy,,f,0,,0,)') $$,
    'a series for each value, the most frequent first; an absent property is null'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.trend(
               ''{buy}'', by => ''plan.name'', since => ''2024-10-20'', until => ''2024-10-22'',
               compare => true, max_values => 1
           )
       ') $$,
    $$ values
        ('("2024-10-20 00:00:00",buy,pro,f,2,0,2,0)'),
        ('("2024-10-21 00:00:00",buy,pro,f,1,0,1,0)'),
        ('("2024-10-20 00:00:00",buy,,t,3,0,3,0)'),
        ('("2024-10-21 00:00:00",buy,,t,0,1,0,1)') $$,
    'all values beyond max_values are the others, also those of the span before alone'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.trend(
               ''{buy}'', ''clients'', ''plan.name'', since => ''2024-10-20'',
               until => ''2024-10-22'', max_values => 1
           )
       ') $$,
    $$ values
        ('("2024-10-20 00:00:00",buy,pro,f,1,,1,)'),
        ('("2024-10-21 00:00:00",buy,pro,f,1,,1,)'),
        ('("2024-10-20 00:00:00",buy,,t,2,,2,)'),
        ('("2024-10-21 00:00:00",buy,,t,0,,0,)') $$,
    'a client with several other values counts once'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.trend(
               ''{see,buy}'', by => ''plan.name'', every => ''month'', since => ''2024-10-01'',
               until => ''2024-11-01'', max_values => 1
           )
       ') $$,
    $$ values
        ('("2024-10-01 00:00:00",see,,f,1,,1,)'),
        ('("2024-10-01 00:00:00",buy,pro,f,3,,3,)'),
        ('("2024-10-01 00:00:00",buy,,t,4,,4,)') $$,
    'one of the names need not have the property'
);
select is_empty(
    $$ select pg_temp.read('
           select * from template.trend(
               ''{buy}'', by => ''plan.name'', since => ''2024-01-01'', until => ''2024-02-01''
           )
       ') $$,
    'a name without an event has no series'
);
select throws_ok(
    $$ select * from template.trend('{buy,see}', by => 'plan.nam', since => '2024-10-20') $$,
    'PT400', null,
    'a property that none of the names has is refused'
);
select throws_ok(
    $$ select * from template.trend(
           '{buy}', by => 'plan.name', since => '2024-10-20', max_values => 0
       ) $$,
    'PT400', null,
    'max_values of none is refused'
);

select * from finish();
