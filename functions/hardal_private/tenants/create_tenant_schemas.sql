-- Makes a tenant's two schemas and a group role for each scope, where they are missing. The caller
-- is a login that may create schemas and roles. The groups have these rights:
--
-- - read: may query the whole read surface.
-- - aggregate: may query the part of the read surface that shows no client.
-- - write: may call hardal.ingest and hardal.validate from SQL (see grant_api).
-- - model: may do what read may, and make tables and views in a schema of its own, which
--   make_models_schema makes with the first PSQL URL of this scope.
create or replace function hardal_private.create_tenant_schemas(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- the options of a GRANT are hardal's own text: @plpgsql_check_options: security_warnings = off
    v_scope text;
    v_group text;
begin
    foreach v_scope in array hardal_private.url_scopes() loop
        v_group := tenant || '__' || v_scope;
        if to_regrole(v_group) is null then
            execute format('create role %I nologin', v_group);
            execute format(
                'comment on role %I is %L',
                v_group,
                format('hardal: scope %s of the tenant %s', v_scope, tenant)
            );
        end if;
        if not has_database_privilege(v_group, current_database(), 'connect') then
            execute format('grant connect on database %I to %I', current_database(), v_group);
        end if;
    end loop;
    if not pg_has_role(tenant || '__model', tenant || '__read', 'usage') then
        execute format(
            'grant %I to %I%s',
            tenant || '__read',
            tenant || '__model',
            hardal_private.membership_options(tenant || '__model', tenant || '__read')
        );
    end if;
    if not has_database_privilege(tenant || '__model', current_database(), 'temporary') then
        execute format(
            'grant temporary on database %I to %I', current_database(), tenant || '__model'
        );
    end if;
    execute format('create schema if not exists %I authorization hardal_owner', tenant);
    execute format(
        'create schema if not exists %I authorization hardal_owner', tenant || '__store'
    );
    perform hardal_private.grant_doorkeeper(tenant);
    perform hardal_private.grant_api(tenant);
end
$$;

comment on function hardal_private.create_tenant_schemas(text) is
'Makes a tenant''s two schemas and its group roles, and grants on the API, where they are missing';
