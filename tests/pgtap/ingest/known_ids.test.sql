-- store_events looks at the first and the last id of a batch, and takes all others for new. Where
-- one is not, ingest calls it again.
select plan(8);

create function pg_temp.events(from_number int, until_number int) returns jsonb language sql as $$
    select jsonb_agg(jsonb_build_object(
        'event_name', 'x',
        'id', format('7c1e4a52-0000-4000-8000-%s', to_char(n, 'FM000000000000')),
        'properties', jsonb_build_object('n', n)
    ) order by n)
    from generate_series(from_number, until_number) as n
$$;
create function pg_temp.ingest(events jsonb) returns jsonb language sql as
$$ select template__store.ingest(events) - 'ids' - 'errors' $$;

select is(
    pg_temp.ingest(pg_temp.events(11, 20)),
    '{"accepted": 10, "duplicates": 0, "rejected": 0}',
    'new ids'
);
select is(
    pg_temp.ingest(pg_temp.events(11, 20)),
    '{"accepted": 0, "duplicates": 10, "rejected": 0}',
    'known ids alone'
);
select is(
    pg_temp.ingest(pg_temp.events(16, 25)),
    '{"accepted": 5, "duplicates": 5, "rejected": 0}',
    'the first id is known'
);
select is(
    pg_temp.ingest(pg_temp.events(6, 15)),
    '{"accepted": 5, "duplicates": 5, "rejected": 0}',
    'the last id is known'
);
select is(
    pg_temp.ingest(pg_temp.events(1, 30)),
    '{"accepted": 10, "duplicates": 20, "rejected": 0}',
    'ids in the middle are known'
);
select is(
    pg_temp.ingest(
        pg_temp.events(31, 31) || pg_temp.events(40, 40) || pg_temp.events(40, 40)
        || '{"event_name": ""}' || pg_temp.events(32, 32)
    ),
    '{"accepted": 3, "duplicates": 1, "rejected": 1}',
    'an id stands twice in the middle of a batch, beside an event that is rejected'
);
update template__store.event_ids set created_at = null, digest = null
where id = '7c1e4a52-0000-4000-8000-000000000025';
select is(
    template__store.ingest(
        pg_temp.events(51, 51) || pg_temp.events(25, 25) || pg_temp.events(52, 52)
    ) #> '{errors,0,code}',
    '"erased"',
    'an id in the middle was erased'
);
select is(
    (select array_agg(properties -> 'n' order by id) from template.events),
    (
        select array_agg(to_jsonb(n) order by n)
        from generate_series(1, 52) as n
        where n <= 32 or n in (40, 51, 52)
    ),
    'each event is stored once'
);
select * from finish();
