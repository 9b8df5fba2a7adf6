select plan(12);

-- counts the calls of store_events: a rollback does not turn a sequence back
create sequence template__store.tries;
grant all on template__store.tries to hardal_owner;
create function pg_temp.replace_store_events(body text) returns void language plpgsql as $$
begin
    execute format(
        'create or replace function template__store.store_events(
            events jsonb,
            idempotency_key text,
            dry boolean,
            partitions boolean,
            again boolean,
            lines bigint[],
            raws bytea[],
            faults text[],
            row_ids uuid[],
            received timestamptz[],
            same_id_is_same boolean,
            deadline timestamptz
        )
        returns jsonb language plpgsql as %L',
        body
    );
end $$;
-- Makes store_events find no partition in its first calls, this many times, and succeed then.
create function pg_temp.miss_partition(times int) returns void language plpgsql as $$
begin
    perform setval('template__store.tries', 1, false);
    perform pg_temp.replace_store_events(format(
        'begin
            if nextval(''template__store.tries'') <= %s then
                raise check_violation using
                    message = ''no partition of relation "events" found for row'';
            end if;
            return ''{"accepted": 1}'';
        end',
        times
    ));
end $$;

select pg_temp.miss_partition(1);
select is(
    template__store.ingest('[{}]'),
    '{"accepted": 1}',
    'ingest tries again after it found no partition'
);
select is(
    (select last_value from template__store.tries),
    2::bigint,
    'a missing partition costs one more try'
);
select pg_temp.miss_partition(2);
select is(
    template__store.ingest('[{}]'),
    '{"accepted": 1}',
    'ingest tries a third time where the partitions were made and are still not found'
);
select pg_temp.miss_partition(3);
select throws_ok(
    $$ select template__store.ingest('[{}]') $$,
    'PT429',
    null,
    'ingest does not try for ever, and the error is not the client''s'
);
select is(
    (select last_value from template__store.tries), 3::bigint, 'ingest gives up after three tries'
);

-- the message says which of the two it was
create function pg_temp.message_of_ingest() returns text language plpgsql as $$
begin
    perform template__store.ingest('[{}]');
    return null;
exception when others then
    return sqlerrm;
end $$;
select pg_temp.miss_partition(3);
select is(
    pg_temp.message_of_ingest(),
    'no partition took these events',
    'ingest says what it did not find'
);
select pg_temp.replace_store_events(
    'begin raise serialization_failure using message = ''trimmed''; end'
);
select throws_ok(
    $$ select template__store.ingest('[{}]') $$,
    'PT429',
    null,
    'a ledger that retention trims meanwhile is a 429'
);
select is(
    pg_temp.message_of_ingest(),
    'another transaction has taken one of these ids meanwhile',
    'ingest says that retention was in the way'
);

select pg_temp.replace_store_events('begin raise lock_not_available; end');
select throws_ok(
    $$ select template__store.ingest('[{}]') $$,
    'PT429',
    null,
    'a wait for a lock that takes too long is a 429'
);
-- the second call gets again
select pg_temp.replace_store_events(
    'begin
        if not again then
            raise unique_violation;
        end if;
        return jsonb_build_object(''partitions'', partitions);
    end'
);
select is(
    template__store.ingest('[{}]'),
    '{"partitions": false}',
    'an id that is known after all costs one more try, and no look at the partitions'
);
select pg_temp.replace_store_events('begin raise unique_violation; end');
select throws_ok(
    $$ select template__store.ingest('[{}]') $$,
    '23505',
    null,
    'a key that is still there twice then is an error'
);
select pg_temp.replace_store_events('begin raise division_by_zero; end');
select throws_ok(
    $$ select template__store.ingest('[{}]') $$,
    '22012',
    null,
    'any other error stays as it is'
);

select * from finish();
