-- Deletes rejected events for good, and writes their number into the audit log.
create or replace function template__store.discard_rejected(ids uuid[])
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_discarded bigint := template__store.delete_rejected(ids);
begin
    perform hardal_private.audit(
        'quarantine.discard', 'template', null, jsonb_build_object('events', v_discarded)
    );
    return v_discarded;
end
$$;

comment on function template__store.discard_rejected(uuid[]) is
'Deletes rejected events for good and returns how many it deleted; skips events that another '
'transaction has locked';
