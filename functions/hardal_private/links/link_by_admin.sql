-- Links two client ids of a tenant for hardal-admin. The audit log gets no id: it outlives an
-- erasure.
create or replace function hardal_private.link_by_admin(
    tenant text, client_id text, person_id text
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
    v_did := hardal_private.link_pair(tenant, client_id, person_id, 'admin');
    if v_did -> 'linked' = 'true' then
        perform hardal_private.audit('person.link', tenant);
    end if;
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.link_by_admin(text, text, text) is
'Links two client ids of a tenant, with an entry in the audit log: linked, person_id, client_ids; '
'HD404 where there is no such tenant, PT400 for an id that can stand in no link';
