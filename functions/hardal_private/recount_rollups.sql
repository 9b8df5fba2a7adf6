-- A part of an erasure: one period that the erasure marked is counted anew, in a transaction of its own. The first call begins.
create or replace function hardal_private.recount_rollups(tenant text, first boolean)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_did jsonb;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.hold_tenant(tenant, true);
    if first then
        -- a round of maintenance that was stopped goes on in another
        execute format('update %I.rollups set recounted = null where recounted is not null', tenant || '__store');
        return true;
    end if;
    execute format('select %I.recount(''0'')', tenant || '__store') into v_did;
    return v_did is not null;
end
$$;

comment on function hardal_private.recount_rollups(text, boolean) is
'Counts one marked period of a tenant anew, or (first) only begins; false where none is left';
