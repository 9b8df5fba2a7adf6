select plan(10);

select template__store.ingest((
    select jsonb_agg(jsonb_build_object(
        'id', format('00000000-0000-4000-8000-%s', lpad(n::text, 12, '0')),
        'event_name', 'n' || n % 2,
        'client_id', 'c' || n % 3,
        -- three events share each time
        'created_at', to_jsonb('2024-10-30T00:00:00Z'::timestamptz + (n / 3) * interval '12 hours')
    ))
    from generate_series(1, 30) as n
));

create function pg_temp.page(
    event_name text default null, client_id text default null, since timestamptz default null,
    until timestamptz default null, after int default null, max_rows int default 100
) returns int[] language sql as $$
    select coalesce(array_agg(right(e.id::text, 12)::int), '{}')
    from template__store.events_page(
        event_name, client_id, since, until,
        ('00000000-0000-4000-8000-' || lpad(after::text, 12, '0'))::uuid, max_rows
    ) as e
$$;

select is(pg_temp.page(max_rows => 4), '{30,29,28,27}', 'the first page has the newest events');
select is(
    pg_temp.page(max_rows => 4, after => 27),
    '{26,25,24,23}',
    'a page goes on after the last event, among events of the same time'
);
select is(pg_temp.page(max_rows => 4, after => 2), '{1}', 'the last page has the rest');
select is(pg_temp.page(after => 1), '{}', 'a page after the last event is empty');
select is(pg_temp.page(event_name => 'n1', max_rows => 2), '{29,27}', 'event_name filters');
select is(
    pg_temp.page(client_id => 'c0', event_name => 'n0', max_rows => 2, after => 24),
    '{18,12}',
    'filters and pages work together'
);
select is(pg_temp.page(since => '2024-11-03T12:00:00Z'), '{30,29,28,27}', 'since is inclusive');
select is(pg_temp.page(until => '2024-10-30T12:00:00Z'), '{2,1}', 'until is exclusive');
select is(
    (
        with recursive walk as (
            select pg_temp.page(max_rows => 7) as page
            union all
            select pg_temp.page(max_rows => 7, after => walk.page[cardinality(walk.page)])
            from walk
            where cardinality(walk.page) = 7
        )
        select array_agg(n) from walk, unnest(walk.page) as n
    ),
    (select array_agg(n order by n desc) from generate_series(1, 30) as n),
    'all pages together hold each event once'
);
select throws_ok(
    'select pg_temp.page(after => 99)', 'PT400', null, 'after must name an event of the tenant'
);

select * from finish();
