-- What hardal's roles are: no login where none is meant, no power, no membership but their own.
create or replace function hardal_private.check_roles()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours (role, login, tenant) as (
        values ('hardal_owner', false, null), ('hardal_anon', false, null), ('hardal_ingest', false, null),
        ('hardal_read', false, null), ('hardal_authenticator', true, null)
        union all
        select t.name || '__' || s.scope, false, t.name
        from hardal_private.tenants as t
        cross join unnest(hardal_private.scopes()) as s (scope)
        union all
        select u.role, true, u.tenant
        from hardal_private.urls as u
    ),

    meant (member, role) as (
        values ('hardal_authenticator', 'hardal_anon'), ('hardal_authenticator', 'hardal_ingest'),
        ('hardal_authenticator', 'hardal_read')
        union all
        select t.name || '__write', 'hardal_ingest'
        from hardal_private.tenants as t
        union all
        select u.role, u.tenant || '__' || u.scope
        from hardal_private.urls as u
    ),

    held (member, role) as (
        select m.rolname, r.rolname
        from pg_auth_members as a
        inner join pg_roles as m on a.member = m.oid
        inner join pg_roles as r on a.roleid = r.oid
        inner join ours as o on m.rolname = o.role
    )

    select ('wrong', 'missing role', o.role, 'the role is gone', 'whoever logs in by it, or is in it, is refused',
        coalesce(
            (
                select format('hardal-admin url revoke %s %s', u.tenant, u.name)
                from hardal_private.urls as u
                where u.role = o.role
            ),
            'create role ' || quote_ident(o.role) || ', then hardal-admin doctor --fix'
        ), null)::hardal_private.finding
    from ours as o
    where to_regrole(o.role) is null
    union all
    select ('wrong', 'role attributes', o.role, 'it is ' || concat_ws(
        ', ',
        case when r.rolsuper then 'a superuser' end,
        case when r.rolcreaterole then 'allowed to create roles' end,
        case when r.rolcreatedb then 'allowed to create databases' end,
        case when r.rolreplication then 'allowed to replicate' end,
        case when r.rolbypassrls then 'allowed to bypass row security' end,
        case when r.rolcanlogin and not o.login then 'allowed to log in' end
    ), 'it holds more power than its work needs',
        format('alter role %I nosuperuser nocreaterole nocreatedb noreplication nobypassrls%s', o.role, case when o.login then '' else ' nologin' end),
        -- a superuser's own work, if it is any
        case
            when not (r.rolsuper or r.rolreplication or r.rolbypassrls)
                then format('alter role %I nocreaterole nocreatedb%s', o.role, case when o.login then '' else ' nologin' end)
        end)::hardal_private.finding
    from ours as o
    inner join pg_roles as r on o.role = r.rolname
    where
        r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
        or (r.rolcanlogin and not o.login)
    union all
    select ('wrong', 'stray membership', d.member, format('it is a member of %s', d.role),
        'it holds all rights of that role', format('revoke %I from %I', d.role, d.member),
        format('revoke %I from %I', d.role, d.member))::hardal_private.finding
    from (
        select * from held
        except
        select * from meant
    ) as d
    union all
    select ('wrong', 'missing membership', d.member, format('it is no member of %s', d.role),
        'it may not do what its scope says', format('grant %I to %I', d.role, d.member),
        format('grant %I to %I', d.role, d.member))::hardal_private.finding
    from (
        select * from meant
        except
        select * from held
    ) as d
    where to_regrole(d.member) is not null and to_regrole(d.role) is not null
    union all
    select ('wrong', 'unknown login', r.rolname, 'it looks like a PSQL URL, and hardal knows none of that name',
        'nobody lists, rotates or revokes it', format('drop role %I', r.rolname), null)::hardal_private.finding
    from pg_roles as r
    inner join hardal_private.tenants as t on starts_with(r.rolname, t.name || '__u_')
    where not exists (select from hardal_private.urls as u where u.role = r.rolname)
$$;

comment on function hardal_private.check_roles() is
'For doctor: roles that are gone or unknown, that hold too much power, or are in too many or too few others';
