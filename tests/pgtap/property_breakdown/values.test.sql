select plan(6);

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
    {"client_id": "c1", "event_name": "buy", "created_at": "2024-10-20T00:00:00Z",
     "properties": {"n": {"a.b": "x"}}},
    {"client_id": "c1", "event_name": "buy", "created_at": "2024-10-20T01:00:00Z",
     "properties": {"n": {"a.b": "x"}}},
    {"client_id": "c2", "event_name": "buy", "created_at": "2024-10-20T01:00:00Z",
     "properties": {"n": {"a.b": "x"}}},
    {"client_id": "c2", "event_name": "buy", "created_at": "2024-10-20T01:00:00Z",
     "properties": {"n": {"a.b": 1.50}}},
    {"event_name": "buy", "created_at": "2024-10-20T01:00:00Z",
     "properties": {"n": {"a.b": null}}},
    {"event_name": "buy", "created_at": "2024-10-20T01:00:00Z"},
    {"client_id": "c2", "event_name": "buy", "created_at": "2024-10-21T00:00:00Z",
     "properties": {"n": {"a.b": "y"}}},
    {"client_id": "c2", "event_name": "see", "created_at": "2024-10-20T00:00:00Z",
     "properties": {"n": {"a.b": "x"}}}
]') is null;

select results_eq(
    $$ select pg_temp.read('
           select * from template.property_breakdown(
               ''buy'', ''n.a\.b'', ''2024-10-20Z'', ''2024-10-21Z''
           )
       ') $$,
    $$ values ('(x,3,2,0.5000)'), ('(,2,0,0.3333)'), ('(1.50,1,1,0.1667)') $$,
    'the most frequent value comes first; an absent property is null'
);
select results_eq(
    $$ select pg_temp.read('
           select * from template.property_breakdown(
               ''buy'', ''n.a\.b'', ''-infinity'', max_rows => 1
           )
       ') $$,
    $$ values ('(x,3,2,0.4286)') $$,
    'a share is of all values, also where max_rows cuts some off; since may be open'
);
select results_eq(
    $$ select value from template.property_breakdown('see', 'n', '-infinity') $$,
    array['{"a.b": "x"}'],
    'the value of an object is its text'
);
select throws_ok(
    $$ select * from template.property_breakdown('buy', null) $$, 'PT400', null,
    'a null property is refused'
);
select throws_ok(
    $$ select * from template.property_breakdown('buy', 'n', max_rows => 10001) $$, 'PT400', null,
    'a max_rows over 10,000 is refused'
);
select throws_ok(
    $$ select pg_temp.read(
           'select * from template.property_breakdown(''buy'', ''n'')', 'template__aggregate'
       ) $$, '42501', null,
    'a reader who may not read events gets no breakdown'
);

select * from finish();
