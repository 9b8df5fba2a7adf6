-- Second half of dropping a tenant: drops its PSQL URLs, its schemas with all that they hold, its
-- roles and its tokens.
--
-- Two things are committed before: drop_tenant_begin, so that nobody logs in again, and every call
-- of drop_tenant_partition, so that this transaction does not need thousands of locks.
-- It takes the tenant's lock first, as maintenance does: in another order the two deadlock.
create or replace function hardal_private.drop_tenant_finish(tenant text, held jsonb default '{}')
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
    v_scope text;
    v_group text;
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.lock_tenant(tenant, true);
    perform hardal_private.revoke_url_finish(u.tenant, u.name)
    from hardal_private.urls as u
    where u.tenant = drop_tenant_finish.tenant;
    execute format('drop schema if exists %I cascade', tenant || '__models');
    execute format('drop schema if exists %I cascade', tenant);
    execute format('drop schema if exists %I cascade', tenant || '__store');
    -- of two transactions that change rights on the API, PostgreSQL would end one: see grant_api
    lock table hardal_private.tenants in share row exclusive mode;
    foreach v_scope in array hardal_private.url_scopes() loop
        v_group := tenant || '__' || v_scope;
        if to_regrole(v_group) is not null then
            -- drop owned takes back all grants to the role, those of default privileges included
            perform hardal_private.join_role(v_group::name);
            execute format('drop owned by %I', v_group);
            execute format('revoke all on database %I from %I', current_database(), v_group);
            execute format('drop role %I', v_group);
        end if;
    end loop;
    delete from hardal_private.tenants as t
    where t.name = drop_tenant_finish.tenant;
    perform hardal_private.audit('tenant.drop', tenant, null, held);
end
$$;

comment on function hardal_private.drop_tenant_finish(text, jsonb) is
'Second half of dropping a tenant: drops everything that belongs to it; '
'held: a JSON object that describes the tenant in the audit log; '
'HD404 where there is no such tenant';
