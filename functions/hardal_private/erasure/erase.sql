-- Erases a person from a tenant: all events and refused events that were received before the receipt says so, those of
-- requests included that were on their way. Twice, therefore: once; then, when every transaction has ended that could have stored
-- events before that time, once more. A partition a transaction, so that nobody waits for the whole.
--
-- Killed at any point, what is gone is gone, the receipt stays unfinished, and erasing again does the rest.
-- A procedure that commits can have no SET clause: the search path is set anew in each transaction.
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
    v_gone bigint;
    v_until timestamptz;
    v_running text[];
    v_who text;
    v_told text;
    v_after jsonb := '{}'::jsonb;
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    receipt := hardal_private.open_receipt(tenant, client_id, request_id, properties);
    commit;
    for v_round in 1..2 loop
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        if v_round = 2 then
            v_until := clock_timestamp();
            commit;
            -- whoever began before that is to be seen now, however slowly he began
            perform pg_catalog.pg_sleep(0.2);
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            v_running := array(select w.transaction from hardal_private.running_writers() as w);
            loop
                select string_agg(w.who, ', ' order by w.who) into v_who
                from hardal_private.unfinished_transactions(v_running) as w;
                exit when v_who is null;
                if v_who is distinct from v_told then
                    raise notice 'waiting for transactions that began before: %', v_who;
                    v_told := v_who;
                end if;
                commit;
                perform pg_catalog.pg_sleep(0.1);
                perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            end loop;
        end if;
        -- the quarantine, null, comes first: what a replay brings from there meanwhile is in the partitions then
        v_partitions := array[null::pg_catalog.name];
        while v_partitions <> '{}' loop
            v_partition := v_partitions[1];
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            v_gone := hardal_private.erase_part(receipt, tenant, v_partition, client_id, request_id, properties);
            commit;
            if v_gone > 0 then
                raise notice 'erased % from %', v_gone, coalesce(v_partition, 'the quarantine');
            end if;
            v_partitions := case when v_partition is null then hardal_private.all_partitions(tenant) else v_partitions[2:] end;
            commit;
        end loop;
    end loop;
    -- what was derived from the person's events, names and examples of properties included, is counted anew without them
    while v_after is not null loop
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        v_after := hardal_private.recount_marked(tenant, v_after);
    end loop;
    perform hardal_private.close_receipt(receipt, v_until);
end
$$;

comment on procedure hardal_private.erase (text, text, text, jsonb, bigint) is
'Erases a person, by client_id, request id, properties or several of these, from a tenant; receipt: the number of the receipt';
