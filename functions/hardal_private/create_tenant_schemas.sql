-- A tenant's schemas and its scopes' group roles, where they are missing. Called as a login that may create both.
create or replace function hardal_private.create_tenant_schemas(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regrole(tenant || '__read') is null then
        execute format('create role %I nologin', tenant || '__read');
        execute format(
            'comment on role %I is %L', tenant || '__read', format('hardal: reads the tenant %s', tenant)
        );
    end if;
    if not has_database_privilege(tenant || '__read', current_database(), 'connect') then
        execute format('grant connect on database %I to %I', current_database(), tenant || '__read');
    end if;
    execute format('create schema if not exists %I authorization hardal_owner', tenant);
    execute format('create schema if not exists %I authorization hardal_owner', tenant || '__store');
end
$$;

comment on function hardal_private.create_tenant_schemas(text) is
'Makes a tenant''s two schemas and its group roles, where they are missing';
