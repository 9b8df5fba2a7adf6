-- Erases a person from one partition, or from the quarantine (partition null), in one transaction,
-- and adds the count to the receipt. The periods of the erased events are marked here. The erasure
-- counts them anew after its last part.
create or replace function hardal_private.erase_part(
    receipt bigint,
    tenant text,
    partition name,
    client_ids text[],
    request_id text,
    properties jsonb
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_erased bigint;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    if partition is null then
        execute format('select %I.erase_rejected($1, $2, $3)', tenant || '__store')
        into v_erased using client_ids, request_id, properties;
        execute format('select %I.erase_cohort_units($1, $2, $3)', tenant || '__store')
        using client_ids, request_id, properties;
    else
        begin
            execute format('select %I.erase_partition($1, $2, $3, $4)', tenant || '__store')
            into v_erased using partition, client_ids, request_id, properties;
        exception when lock_not_available then
            raise lock_not_available using
                message = format(
                    'an open transaction holds one of these events: %s',
                    (
                        select string_agg(w.who, '; ')
                        from hardal_private.lock_holders(tenant, '{event_ids}') as w
                    )
                ),
                hint = 'let it commit, or end it (select pg_terminate_backend(<pid>)), then erase '
                    'again: what is erased stays erased';
        end;
    end if;
    update hardal_private.receipts as r
    set
        events = r.events + case when partition is null then 0 else v_erased end,
        rejected_events = r.rejected_events + case when partition is null then v_erased else 0 end
    where r.receipt = erase_part.receipt;
    return v_erased;
end
$$;

comment on function hardal_private.erase_part(bigint, text, name, text[], text, jsonb) is
'Erases a person from one partition of a tenant, or from its quarantine (partition null). '
'Returns the number of erased events, which it adds to the receipt';
