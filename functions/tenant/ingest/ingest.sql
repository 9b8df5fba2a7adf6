-- Stores a batch for the tenant: calls store_events, and calls it again after an error that a retry
-- resolves.
--
-- Partitions are not made beforehand, because most batches need no new month. The first try finds
-- out whether a partition is missing: the insert then fails. The second try makes the missing
-- partitions.
-- A connection can also miss a partition that another connection has just attached. If the
-- connection reads the list of partitions at that very moment, PostgreSQL (15 to 18) keeps the old
-- list until the next change to the table, and inserts find no partition. This was seen about once
-- in 25,000 batches with 16 writers on new months. The third try makes the connection read the list
-- again.
create or replace function template__store.ingest(
    events jsonb,
    idempotency_key text default null,
    dry boolean default false,
    lines bigint[] default null,
    raws bytea[] default null,
    faults text[] default null,
    row_ids uuid[] default null,
    received timestamptz[] default null,
    same_id_is_same boolean default false
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
-- The function prints and reads times, and makes tables. The caller's settings must not change
-- this.
set timezone = 'UTC'
set datestyle = 'ISO'
set default_tablespace = ''
set lock_timeout = '2s'
as $$
declare
    v_answer jsonb;
    v_tries int := 0;
    v_is_single boolean := jsonb_array_length(events) = 1
    and not dry and lines is null and received is null;
    v_again boolean := false;
    -- for all waits for locks of the call together
    v_deadline timestamptz := clock_timestamp() + interval '2 s';
begin
    -- under another level, a statement after a conflict would not see the ledger's conflicting row,
    -- and a statement after the lock of store_events would not see the newest boundary
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate '25000' using
            message = format(
                'ingest runs under READ COMMITTED, not %s',
                upper(current_setting('transaction_isolation') collate "C")
            ),
            hint = 'begin isolation level read committed';
    end if;
    loop
        begin
            if v_tries > 0 then
                perform hardal_private.set_lock_deadline(v_deadline);
                -- once this lock is held, no other transaction is attaching a partition
                lock table template__store.month_pattern in exclusive mode;
                perform hardal_private.set_lock_deadline(v_deadline);
            end if;
            if v_tries = 2 then
                -- changes nothing, but makes the connection drop its list of partitions
                alter table only template__store.events alter column id set statistics -1;
            end if;
            if v_is_single and v_tries = 0 and not v_again then
                v_answer := template__store.store_event(events -> 0, idempotency_key, v_deadline);
                exit when v_answer is not null;
            end if;
            v_answer := template__store.store_events(
                events,
                idempotency_key,
                dry,
                v_tries > 0,
                v_again,
                lines,
                raws,
                faults,
                row_ids,
                received,
                same_id_is_same,
                v_deadline
            );
            exit;
        exception
            -- an id is known that store_events took for new: now it looks at each id
            when unique_violation then
                if v_again then
                    raise;
                end if;
                v_again := true;
                perform hardal_private.set_lock_deadline(v_deadline);
            -- there was no partition, retention took an id out of the ledger while this batch was
            -- looking at it, or another request took the id of a rejected event
            when check_violation or serialization_failure then
                v_tries := v_tries + 1;
                if v_tries > 2 then
                    perform hardal_private.refuse_retry_later(
                        case sqlstate
                            when '23514' then 'no partition took these events'
                            else 'another transaction has taken one of these ids meanwhile'
                        end,
                        sqlerrm
                    );
                end if;
            -- a client that ingests several batches in one transaction can cause a deadlock; the
            -- other client has done nothing wrong and is told to try again
            when lock_not_available or deadlock_detected then
                perform hardal_private.refuse_retry_later(
                    'another transaction holds one of these ids, or is making their partition', null
                );
            -- the id or the time of a single event cannot be read: store_events says why
            when data_exception then
                if not v_is_single then
                    raise;
                end if;
                v_is_single := false;
            when query_canceled then
                perform hardal_private.refuse_overtime(
                    'nothing of it was stored: send it again, in smaller requests'
                );
        end;
    end loop;
    return v_answer;
end
$$;

comment on function template__store.ingest(
    jsonb, text, boolean, bigint[], bytea[], text[], uuid[], timestamptz[], boolean
) is
'Stores an array of events for the tenant and answers for each event; '
'dry: answers in the same way and stores nothing; '
'PT429 where another transaction stood in the way for too long; 25000 outside of READ COMMITTED';
