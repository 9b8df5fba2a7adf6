-- The door for events: POST /rpc/ingest with one event or a batch. See docs/ingest.md for the contract.
-- This settles whose events they are and under which terms; <tenant>__store.ingest stores them.
create or replace function hardal.ingest(jsonb)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_tenant text := hardal_private.current_tenant();
    v_answer jsonb;
begin
    -- under another level, reading the ledger after a conflict would not see the row conflicted with
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate '25000' using
            message = format('ingest runs under READ COMMITTED, not %s', upper(current_setting('transaction_isolation'))),
            hint = 'begin isolation level read committed';
    end if;
    -- acknowledged is committed (promise 1), whatever the caller has set
    if current_setting('synchronous_commit') in ('off', 'local', 'remote_write') then
        perform set_config('synchronous_commit', 'on', true);
    end if;

    execute format('select %I.ingest($1)', v_tenant || '__store')
    into v_answer
    using hardal_private.batch_events($1);

    -- a status, not an exception: one would take the quarantined events back
    if v_answer -> 'rejected' <> '0' then
        perform set_config(
            'response.status',
            case when v_answer -> 'accepted' = '0' and v_answer -> 'duplicates' = '0' then '422' else '207' end,
            true
        );
    end if;
    return v_answer;
end
$$;

comment on function hardal.ingest(jsonb) is
'Stores one event, or {"events": [event, ...]}, and answers what became of each: accepted, duplicates, rejected, ids, errors';
grant execute on function hardal.ingest(jsonb) to hardal_ingest;
