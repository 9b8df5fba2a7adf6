-- Drops a metric, for hardal-admin metric drop.
create or replace function hardal_private.drop_metric(tenant text, name text)
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
    v_did := hardal_private.remove_metric(tenant, name);
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.drop_metric(text, text) is
'Drops a tenant''s metric, and returns its name; HD404 where there is no such tenant or metric, '
'HD409 and 55P03 as remove_metric';
