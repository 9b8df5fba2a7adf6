-- Erases a person from a tenant. The erasure covers every event and rejected event that was
-- received before the time on the receipt, including those of requests that were on their way.
--
-- 1. The erasure takes this time. From then on no transaction receives events before it.
-- 2. It waits until every transaction is over that has stored events of the tenant before, or has
--    changed links. After `patience` it gives up, and has erased nothing.
-- 3. It erases all events of the person. A person is named by any of its client ids, and all ids
--    that are linked now are erased.
-- 4. It erases the links of these ids. It does so after the events, so that an erasure that was
--    stopped can still be told the person. The ids that are left get their persons anew. Where the
--    person has been linked with further ids meanwhile, it goes back to 3 for these ids first.
-- 5. It counts anew every period that it has marked, makes the statistics of the store's tables
--    anew, and says what it has left.
--
-- Each partition is erased in a transaction of its own, so that no other transaction waits for the
-- whole erasure. If an erasure is killed, the erased events stay erased, and the receipt stays
-- unfinished. A new erasure of the same person does the rest.
--
-- A procedure that commits cannot have a SET clause, so it sets the search path in each
-- transaction.
create or replace procedure hardal_private.erase(
    tenant text,
    client_id text default null,
    request_id text default null,
    properties jsonb default null,
    inout receipt bigint default null,
    patience interval default '10 minutes',
    person text default null
)
language plpgsql
as $$
declare
    v_began constant timestamptz := pg_catalog.clock_timestamp();
    -- a transaction that comes later may hold an event of the person, too
    v_lock_timeout constant text := greatest(
        1000, least(1000 * extract(epoch from patience), 2147483647)
    )::bigint::text;
    v_until timestamptz;
    v_ids text[];
    -- those of v_ids whose events are erased next
    v_further text[];
    v_running text[];
    v_waiting_for text;
    v_reported text;
    v_partitions name[];
    v_partition name;
    v_erased bigint;
    v_after jsonb;
    v_touched name[] := array[]::pg_catalog.name[];
    v_stale name[];
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    perform set_config('lock_timeout', v_lock_timeout, true);
    v_ids := hardal_private.person_client_ids(tenant, client_id, person);
    v_until := hardal_private.begin_erasure(tenant, v_ids, request_id, properties);
    commit;
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    v_running := array(select w.transaction from hardal_private.running_writers(tenant) as w);
    loop
        select string_agg(w.who, '; ' order by w.who) into v_waiting_for
        from hardal_private.unfinished_transactions(tenant, v_running) as w;
        exit when v_waiting_for is null;
        if clock_timestamp() >= v_began + patience then
            raise sqlstate 'HD409' using
                message = format(
                    'transactions that have written events or links of %s are still open: %s',
                    tenant, v_waiting_for
                ),
                hint = 'nothing is erased yet: let them commit, or end them '
                    '(select pg_terminate_backend(<pid>)), then erase again';
        end if;
        if v_waiting_for is distinct from v_reported then
            raise notice 'waiting for transactions that have written events or links of %: %',
                tenant, v_waiting_for;
            v_reported := v_waiting_for;
        end if;
        commit;
        perform pg_catalog.pg_sleep(0.1);
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    end loop;
    -- these transactions may have linked ids
    v_ids := hardal_private.person_client_ids(tenant, client_id, person);
    receipt := hardal_private.open_receipt(
        tenant, client_id, request_id, properties, person, v_began
    );
    commit;
    -- each further round is for the ids that the person has got during the one before
    v_further := v_ids;
    for v_round in 1..20 loop
        -- The quarantine (null) comes first. A replay moves events from the quarantine into the
        -- partitions. Events that a replay has moved meanwhile are then found in the partitions.
        v_partitions := array[null::pg_catalog.name];
        while v_partitions <> '{}' loop
            v_partition := v_partitions[1];
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            perform set_config('lock_timeout', v_lock_timeout, true);
            v_erased := hardal_private.erase_part(
                receipt, tenant, v_partition, v_further, request_id, properties
            );
            commit;
            if v_erased > 0 then
                v_touched := v_touched || array_remove(array[v_partition], null);
                raise notice 'erased % from %', v_erased, coalesce(v_partition, 'the quarantine');
            end if;
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            v_partitions := case
                when v_partition is null then hardal_private.partition_names(tenant)
                else v_partitions[2:]
            end;
            commit;
        end loop;
        -- Counts, names of properties and examples were derived from the person's events. They are
        -- derived anew without these events.
        v_after := '{}'::pg_catalog.jsonb;
        while v_after is not null loop
            commit;
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            v_after := hardal_private.recount_after_erasure(tenant, v_after);
        end loop;
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        perform set_config('lock_timeout', v_lock_timeout, true);
        v_further := hardal_private.erase_links(
            tenant, v_ids, request_id, properties, case when client_id is null then person end
        );
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        exit when v_further = '{}';
        if v_round = 20 then
            raise sqlstate 'HD409' using
                message = 'the person gets new client ids all the time: the events of '
                    || cardinality(v_ids) || ' are erased, the links are not yet',
                hint = 'stop what links these ids (hardal-admin person show), then erase again';
        end if;
        raise notice 'linked meanwhile, and erased too: % client ids', cardinality(v_further);
        v_ids := v_ids || v_further;
    end loop;
    -- Statistics hold values of rows that are gone.
    v_stale := hardal_private.stale_statistics(
        tenant, v_touched, v_ids, request_id, properties
    );
    while v_stale <> '{}' loop
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        perform hardal_private.renew_statistics(tenant, v_stale[1]);
        v_stale := v_stale[2:];
    end loop;
    perform hardal_private.report_remains(tenant, v_ids, request_id, properties);
    perform hardal_private.close_receipt(receipt, v_until);
end
$$;

comment on procedure hardal_private.erase (text, text, text, jsonb, bigint, interval, text) is
'Erases a person from a tenant. The person is found by client_id, request id or properties, or by '
'any of the client ids that are linked (person); '
'all values that are given must agree. receipt: the number of the receipt. '
'patience: how long it waits for the tenant''s own transactions that have written events or links; '
'then HD409, and nothing is erased. '
'HD404 where there is no such tenant, HD400 where the search names no person';
