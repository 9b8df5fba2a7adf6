-- Returns the groups and PSQL URLs that the doorkeeper may not manage, although self-service is on.
-- Before PostgreSQL 16 there are none: a role with CREATEROLE manages all roles but superusers.
create or replace function hardal_private.beyond_doorkeeper()
returns table (role text, tenant text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select o.role, o.tenant
    from hardal_private.own_roles() as o
    where
        current_setting('server_version_num')::int >= 160000
        and o.tenant is not null
        and hardal_private.self_service()
        and to_regrole(o.role) is not null
        and not exists (
            select
            from pg_auth_members as m
            where
                m.roleid = to_regrole(o.role)
                and m.member = to_regrole('hardal_doorkeeper')
                and m.admin_option
        )
$$;

comment on function hardal_private.beyond_doorkeeper() is
'Returns the groups and PSQL URLs, with their tenants, that hardal_doorkeeper may not manage';
