-- Deletes links of a tenant for hardal-admin.
create or replace function hardal_private.unlink_by_admin(
    tenant text, client_id text, person_id text, dry boolean
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_role text := current_setting('role');
    v_did jsonb;
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    v_did := hardal_private.unlink_pair(tenant, client_id, person_id, dry);
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.unlink_by_admin(text, text, text, boolean) is
'Deletes the link of two client ids, or all links of one: unlinked, persons, before, after; HD404 '
'where there is no such tenant';
