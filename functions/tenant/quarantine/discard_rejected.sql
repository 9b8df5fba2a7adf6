-- Deletes refused events for good, and writes down that somebody did.
create or replace function template__store.discard_rejected(ids uuid[])
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone bigint := template__store.release_rejected(ids);
begin
    perform hardal_private.audit('quarantine.discard', 'template', null, jsonb_build_object('events', v_gone));
    return v_gone;
end
$$;

comment on function template__store.discard_rejected(uuid[]) is
'Deletes refused events for good; returns how many; skips those that somebody else is at';
