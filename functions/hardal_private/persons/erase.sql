-- Erases a person from a tenant. The erasure covers every event and rejected event that was
-- received before the time on the receipt, including those of requests that were on their way.
--
-- It erases in two rounds:
-- 1. The first round erases all events of the person that it finds.
-- 2. The erasure takes the time for the receipt. It waits until every transaction is over that
--    could have stored events before this time. The second round erases the events that these
--    transactions have stored.
-- At the end it counts anew every period that the erasure has marked, makes the statistics of the
-- store's tables anew, and says what it has left.
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
    inout receipt bigint default null
)
language plpgsql
as $$
declare
    v_partitions name[];
    v_partition name;
    v_erased bigint;
    v_until timestamptz;
    v_running text[];
    v_waiting_for text;
    v_reported text;
    v_after jsonb := '{}'::jsonb;
    v_touched name[] := array[]::pg_catalog.name[];
    v_stale name[];
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    receipt := hardal_private.open_receipt(tenant, client_id, request_id, properties);
    commit;
    for v_round in 1..2 loop
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        if v_round = 2 then
            v_until := clock_timestamp();
            commit;
            -- A transaction takes its start time shortly before pg_locks shows the transaction.
            -- After this pause pg_locks shows every transaction that began before v_until.
            perform pg_catalog.pg_sleep(0.2);
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            v_running := array(select w.transaction from hardal_private.running_writers() as w);
            loop
                select string_agg(w.who, ', ' order by w.who) into v_waiting_for
                from hardal_private.unfinished_transactions(v_running) as w;
                exit when v_waiting_for is null;
                if v_waiting_for is distinct from v_reported then
                    raise notice 'waiting for transactions that began before: %', v_waiting_for;
                    v_reported := v_waiting_for;
                end if;
                commit;
                perform pg_catalog.pg_sleep(0.1);
                perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            end loop;
        end if;
        -- The quarantine (null) comes first. A replay moves events from the quarantine into the
        -- partitions. Events that a replay has moved meanwhile are then found in the partitions.
        v_partitions := array[null::pg_catalog.name];
        while v_partitions <> '{}' loop
            v_partition := v_partitions[1];
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            v_erased := hardal_private.erase_part(
                receipt, tenant, v_partition, client_id, request_id, properties
            );
            commit;
            if v_erased > 0 then
                v_touched := v_touched || array_remove(array[v_partition], null);
                raise notice 'erased % from %',
                    v_erased, coalesce(v_partition, 'the quarantine');
            end if;
            v_partitions := case
                when v_partition is null then hardal_private.partition_names(tenant)
                else v_partitions[2:]
            end;
            commit;
        end loop;
    end loop;
    -- Counts, names of properties and examples were derived from the person's events. They are
    -- derived anew without these events.
    while v_after is not null loop
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        v_after := hardal_private.recount_after_erasure(tenant, v_after);
    end loop;
    -- Statistics hold values of rows that are gone.
    v_stale := hardal_private.stale_statistics(tenant, v_touched);
    while v_stale <> '{}' loop
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        perform hardal_private.renew_statistics(tenant, v_stale[1]);
        v_stale := v_stale[2:];
    end loop;
    perform hardal_private.report_remains(tenant, client_id, request_id, properties);
    perform hardal_private.close_receipt(receipt, v_until);
end
$$;

comment on procedure hardal_private.erase (text, text, text, jsonb, bigint) is
'Erases a person from a tenant. The person is found by client_id, request id or properties; '
'all values that are given must agree. receipt: the number of the receipt. '
'HD404 where there is no such tenant, HD400 where the search names no person';
