-- Drops a cohort, for hardal-admin cohort drop.
create or replace function hardal_private.drop_cohort(tenant text, name text)
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
    v_did := hardal_private.remove_cohort(tenant, name);
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.drop_cohort(text, text) is
'Drops a tenant''s cohort, and returns its name; HD404 where there is no such tenant or cohort, '
'HD409 and 55P03 as remove_cohort';
