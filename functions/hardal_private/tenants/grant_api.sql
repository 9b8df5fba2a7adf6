-- Gives the groups of one tenant, or of all, the rights on the API that the template's groups have,
-- and takes all other rights on the API from them.
--
-- The groups hold these rights themselves. A login that may switch to a role which tenants share
-- could change the settings and the password of this role (ALTER ROLE), for all tenants.
--
-- All tenants' rights on a function stand in one row of the catalogue. So one statement grants for
-- all groups, and only one transaction at a time grants: of two, PostgreSQL would end one.
create or replace function hardal_private.grant_api(only_tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names come quoted from the catalogue: @plpgsql_check_options: security_warnings = off
    v_statements text[];
    v_statement text;
begin
    with api as (
        select 'schema hardal' as object, 'usage' as privilege, n.nspacl as acl
        from pg_namespace as n
        where n.nspname = 'hardal'
        union all
        select format('function %s', p.oid::regprocedure), 'execute', p.proacl
        from pg_proc as p
        where p.pronamespace = 'hardal'::regnamespace
    ),

    differ as (
        select
            a.object,
            a.privilege,
            h.meant,
            string_agg(
                quote_ident(t.name || '__' || s.scope), ', ' order by t.name, s.scope
            ) as groups
        from api as a
        cross join hardal_private.tenants as t
        cross join unnest(hardal_private.url_scopes()) as s (scope)
        cross join lateral (
            select
                coalesce(bool_or(e.grantee = to_regrole('template__' || s.scope)), false) as meant,
                coalesce(bool_or(e.grantee = to_regrole(t.name || '__' || s.scope)), false) as held
            from aclexplode(a.acl) as e
        ) as h
        where
            (grant_api.only_tenant is null or t.name = grant_api.only_tenant)
            and to_regrole(t.name || '__' || s.scope) is not null
            and h.meant <> h.held
        group by a.object, a.privilege, h.meant
    )

    select
        array_agg(
            format(
                case when d.meant then 'grant %s on %s to %s' else 'revoke %s on %s from %s' end,
                d.privilege, d.object, d.groups
            )
        )
    into v_statements
    from differ as d;
    if v_statements is null then
        return;
    end if;
    lock table hardal_private.tenants in share row exclusive mode;
    foreach v_statement in array v_statements loop
        execute v_statement;
    end loop;
end
$$;

comment on function hardal_private.grant_api(text) is
'Gives the groups of a tenant, or of all (null), the rights that the template''s groups have on '
'the API, and no others';
