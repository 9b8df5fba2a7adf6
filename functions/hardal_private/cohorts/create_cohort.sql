-- Makes a cohort from a definition, for hardal-admin cohort create.
create or replace function hardal_private.create_cohort(
    tenant text,
    name text,
    definition jsonb,
    is_static boolean default false,
    description text default null
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
    v_did := hardal_private.write_cohort(tenant, name, definition, is_static, description);
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.create_cohort(text, text, jsonb, boolean, text) is
'Makes a tenant''s cohort from a definition, and describes it; HD404 where there is no such '
'tenant, PT400 where the definition is wrong, HD400, HD403, HD409 and 55P03 as write_cohort';
