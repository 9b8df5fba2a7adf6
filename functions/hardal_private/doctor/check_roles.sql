-- Reports hardal's roles that are missing, may log in where they should not, or have power that
-- they do not need. Also reports logins that are named like a PSQL URL and are not one.
create or replace function hardal_private.check_roles()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select * from hardal_private.own_roles()
    )

    select (
        'wrong',
        'missing role',
        o.role,
        'the role is gone',
        'whoever logs in by it, or is in it, is refused',
        coalesce(
            (
                select format(
                    'after a restore, run what hardal-admin roles prints on the other server; '
                    'else hardal-admin url revoke %s %s',
                    u.tenant,
                    u.name
                )
                from hardal_private.urls as u
                where u.role = o.role
            ),
            case
                when o.tenant is null then 'hardal-admin migrate' else 'hardal-admin doctor --fix'
            end
        ),
        case
            when o.scope is not null
                then format('select hardal_private.create_tenant_schemas(%L)', o.tenant)
        end
    )::hardal_private.finding
    from ours as o
    where to_regrole(o.role) is null
    union all
    select (
        'wrong',
        'role attributes',
        o.role,
        'it is ' || concat_ws(
            ', ',
            case when r.rolsuper then 'a superuser' end,
            case when r.rolcreaterole and not l.makes_roles then 'allowed to create roles' end,
            case when l.makes_roles and not r.rolcreaterole then 'not allowed to create roles' end,
            case when r.rolcreatedb then 'allowed to create databases' end,
            case when r.rolreplication then 'allowed to replicate' end,
            case when r.rolbypassrls then 'allowed to bypass row security' end,
            case when r.rolcanlogin and not o.login then 'allowed to log in' end,
            case when l.locked_out then 'not allowed to log in' end,
            case when l.limited then format('allowed %s connections', r.rolconnlimit) end,
            case when l.ends then format('ending %s', r.rolvaliduntil) end,
            case
                when l.inherits then 'inheriting the rights of all roles that it may switch to'
            end
        ),
        'it is to hold just the power that its work needs',
        format(
            'alter role %I nosuperuser noreplication nobypassrls nocreatedb%s', o.role, l.rest
        ),
        -- only a superuser can take these attributes away, and has to do so by hand
        case
            when not (r.rolsuper or r.rolreplication or r.rolbypassrls)
                then format('alter role %I nocreatedb%s', o.role, l.rest)
        end
    )::hardal_private.finding
    from ours as o
    inner join pg_roles as r on o.role = r.rolname
    cross join lateral (
        select
            o.role = 'hardal_doorkeeper' as makes_roles,
            -- check_urls reports these attributes of a PSQL URL's role
            o.role = 'hardal_authenticator' and not r.rolcanlogin as locked_out,
            o.role = 'hardal_authenticator' and r.rolinherit as inherits,
            -- PostgREST's pool has 10 connections by default
            o.role = 'hardal_authenticator' and r.rolconnlimit between 0 and 9 as limited,
            o.role = 'hardal_authenticator'
            and r.rolvaliduntil < clock_timestamp() + interval '7 days' as ends,
            case when o.role = 'hardal_doorkeeper' then ' createrole' else ' nocreaterole' end
            || case
                when o.role = 'hardal_authenticator'
                    then ' login noinherit connection limit -1 valid until ''infinity'''
                when not o.login then ' nologin'
                else ''
            end as rest
    ) as l
    where
        r.rolsuper or r.rolcreatedb or r.rolreplication or r.rolbypassrls
        or r.rolcreaterole <> l.makes_roles
        or (r.rolcanlogin and not o.login) or l.locked_out or l.inherits or l.limited or l.ends
    union all
    select (
        'wrong',
        'unknown login',
        r.rolname,
        'it looks like a PSQL URL, and hardal knows none of that name',
        'nobody lists, rotates or revokes it',
        format(
            'look at it: it may be of another database of this server, or of a restore; '
            'where nobody needs it: alter role %I nologin',
            r.rolname
        ),
        null
    )::hardal_private.finding
    from pg_roles as r
    inner join hardal_private.tenants as t on starts_with(r.rolname, t.name || '__u_')
    where not exists (select from hardal_private.urls as u where u.role = r.rolname)
$$;

comment on function hardal_private.check_roles() is
'For doctor: roles that are missing or unknown, or hold too much power or too little';
