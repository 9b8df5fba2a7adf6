-- Stores a batch for the tenant: store_events, and what to do about what passes by itself.
--
-- Most batches need no new month: it is tried first, and partitions are made where an insert finds none.
-- And a session can miss a partition that another has just attached: where it reads the list of partitions at that very
-- moment, PostgreSQL (15 to 18) keeps the old list until the next change to the table, and inserts find no partition.
-- Seen about once in 25,000 batches with 16 writers on new months. The session is made to look again, and tries anew.
create or replace function template__store.ingest(
    events jsonb,
    key text default null,
    dry boolean default false,
    lines bigint[] default null,
    raws bytea[] default null,
    faults text[] default null,
    row_ids uuid[] default null,
    received timestamptz[] default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
-- times are printed and read here, tables made: not as the session would have it
set timezone = 'UTC'
set datestyle = 'ISO'
set default_tablespace = ''
set lock_timeout = '2s'
as $$
declare
    v_answer jsonb;
    v_tries int := 0;
    -- for all waits of the call together
    v_deadline timestamptz := clock_timestamp() + interval '2 s';
begin
    loop
        begin
            if v_tries > 0 then
                perform hardal_private.set_lock_deadline(v_deadline);
                -- once we hold it, whoever was attaching a partition is done
                lock table template__store.partition_lock in exclusive mode;
                perform hardal_private.set_lock_deadline(v_deadline);
            end if;
            if v_tries = 2 then
                -- changes nothing, but drops the list
                alter table template__store.events alter column id set statistics -1;
            end if;
            v_answer := template__store.store_events(
                events, key, dry, v_tries > 0, lines, raws, faults, row_ids, received, v_deadline
            );
            exit;
        exception
            -- no partition; or retention took an id out of the ledger while this batch was looking at it
            when check_violation or serialization_failure then
                v_tries := v_tries + 1;
                if v_tries > 2 then
                    perform hardal_private.refuse_request(
                        429, 'no partition took these events', sqlerrm,
                        'send the same request again in a second: nothing of it was stored', '{"Retry-After": "1"}'
                    );
                end if;
            -- a deadlock is a client's that ingests several batches in one transaction; the other is not to pay for it
            when lock_not_available or deadlock_detected then
                perform hardal_private.refuse_request(
                    429, 'another transaction holds one of these ids, or is making their partition', null,
                    'send the same request again in a second: nothing of it was stored', '{"Retry-After": "1"}'
                );
        end;
    end loop;
    return v_answer;
end
$$;

comment on function template__store.ingest(jsonb, text, boolean, bigint[], bytea[], text[], uuid[], timestamptz[]) is
'Stores an array of events for the tenant, or only says what would become of them (dry), and answers for each; PT429 where it waited too long';
