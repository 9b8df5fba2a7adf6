-- First step of an erasure: sets the time that the erasure covers, and returns it. Commit it before
-- you list the tenant's writers. A transaction that is not listed then receives its events at this
-- time or later (see store_events).
create or replace function hardal_private.begin_erasure(
    tenant text, client_ids text[], request_id text, properties jsonb
)
returns timestamptz
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_until timestamptz;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_person(client_ids, request_id, properties);
    -- under another level, a statement after the lock would not see what its last holder committed
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate '25000' using
            message = format(
                'an erasure runs under READ COMMITTED, not %s',
                upper(current_setting('transaction_isolation'))
            ),
            hint = 'set default_transaction_isolation to ''read committed''';
    end if;
    perform hardal_private.lock_tenant(tenant, true);
    execute format(
        'update %I.boundary set received_from = greatest(received_from, clock_timestamp())
        returning received_from',
        tenant || '__store'
    ) into v_until;
    return v_until;
end
$$;

comment on function hardal_private.begin_erasure(text, text[], text, jsonb) is
'Sets the time that an erasure covers, and returns it; commit it before you list the writers. '
'HD404 where there is no such tenant, HD400 where the search names no person, '
'25000 outside of READ COMMITTED';
