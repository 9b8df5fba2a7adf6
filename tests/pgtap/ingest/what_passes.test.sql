select plan(7);

-- a store that cannot see a partition so many times; a sequence, because a rollback does not turn it back
create sequence template__store.tries;
grant all on template__store.tries to hardal_owner;
create function pg_temp.blind(times int) returns void language plpgsql as $$
begin
    perform setval('template__store.tries', 1, false);
    execute format($f$
        create or replace function template__store.store_events(events jsonb, key text, dry boolean, partitions boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamptz[], deadline timestamptz) returns jsonb language plpgsql as $b$
        begin
            if nextval('template__store.tries') <= %s then
                raise check_violation using message = 'no partition of relation "events" found for row';
            end if;
            return '{"accepted": 1}';
        end $b$ $f$, times);
end $$;

select pg_temp.blind(1);
select is(template__store.ingest('[{}]'), '{"accepted": 1}', 'a partition that was missed is looked for again');
select is((select last_value from template__store.tries), 2::bigint, 'in one more try');
select pg_temp.blind(2);
select is(template__store.ingest('[{}]'), '{"accepted": 1}', 'and once more, where making it was not enough');
select pg_temp.blind(3);
select throws_ok($$ select template__store.ingest('[{}]') $$, 'PT429', null, 'not for ever, and never as a fault of the client''s');
select is((select last_value from template__store.tries), 3::bigint, 'in three tries');

create or replace function template__store.store_events(events jsonb, key text, dry boolean, partitions boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamptz[], deadline timestamptz) returns jsonb language plpgsql as
$$ begin raise lock_not_available; end $$;
select throws_ok($$ select template__store.ingest('[{}]') $$, 'PT429', null, 'waiting too long is a 429');
create or replace function template__store.store_events(events jsonb, key text, dry boolean, partitions boolean, lines bigint[], raws bytea[], faults text[], row_ids uuid[], received timestamptz[], deadline timestamptz) returns jsonb language plpgsql as
$$ begin raise division_by_zero; end $$;
select throws_ok($$ select template__store.ingest('[{}]') $$, '22012', null, 'all else is what it is');

select * from finish();
