-- Makes a metric, for hardal-admin metric create.
create or replace function hardal_private.create_metric(tenant text, name text, definition jsonb)
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
    v_did := hardal_private.write_metric(tenant, name, definition);
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.create_metric(text, text, jsonb) is
'Makes a tenant''s metric, and describes it; HD404 where there is no such tenant, PT400, HD400, '
'HD409 and 55P03 as write_metric';
