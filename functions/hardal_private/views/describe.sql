-- Writes a description, for hardal-admin views describe.
create or replace function hardal_private.describe(
    tenant text, event_name text, property text, description text
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
    v_did := hardal_private.write_description(tenant, event_name, property, description);
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.describe(text, text, text, text) is
'Writes or removes the description of an event or property of a tenant; HD400, HD404 and 55P03 as '
'write_description, HD404 where there is no such tenant';
