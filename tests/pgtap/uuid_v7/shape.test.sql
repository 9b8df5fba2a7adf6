select plan(4);

select is(
    (
        select count(*)
        from generate_series(1, 1000) as n
        where hardal_private.uuid_v7()::text
            !~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'
    ),
    0::bigint,
    'each id has version 7 and the variant of RFC 9562'
);
select is(
    (select count(distinct hardal_private.uuid_v7()) from generate_series(1, 10000) as n),
    10000::bigint,
    'all ids are different'
);
select ok(
    abs(
        ('x' || replace(left(hardal_private.uuid_v7()::text, 13), '-', ''))::bit(48)::bigint
        - extract(epoch from clock_timestamp()) * 1000
    ) < 5000,
    'an id begins with the milliseconds since 1970'
);
do $$ begin
    create temp table made as select hardal_private.uuid_v7() as first, null::uuid as second;
    perform pg_sleep(0.002); -- the next millisecond
    update made set second = hardal_private.uuid_v7();
end $$;
select ok((select first < second from made), 'a later id is greater');

select * from finish();
