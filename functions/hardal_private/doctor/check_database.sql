-- Reports rights of hardal's roles on the database itself. They may connect. The scope model may
-- also make temporary tables, which dbt needs. They may do nothing else.
create or replace function hardal_private.check_database()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'stray grant',
        format('database %I', d.datname),
        format('%s holds %s on it', r.role, a.privilege_type),
        'who may only read could fill the disk',
        s.statement,
        s.statement
    )::hardal_private.finding
    from pg_database as d
    cross join lateral aclexplode(d.datacl) as a
    inner join hardal_private.own_roles() as r on a.grantee = to_regrole(r.role)
    cross join lateral (
        select format(
            'revoke %s on database %I from %I', a.privilege_type, d.datname, r.role
        ) as statement
    ) as s
    where
        d.datname = current_database()
        and a.privilege_type <> 'CONNECT'
        and not (a.privilege_type = 'TEMPORARY' and r.scope is not distinct from 'model')
        and r.role <> 'hardal_owner'
    union all
    select (
        'wrong',
        'missing grant',
        format('database %I', current_database()),
        format('%s holds no %s on it', r.role, upper(p.privilege)),
        'who logs in by it is refused',
        s.statement,
        s.statement
    )::hardal_private.finding
    from hardal_private.own_roles() as r
    cross join (values ('connect'), ('temporary')) as p (privilege)
    cross join lateral (
        select format(
            'grant %s on database %I to %I', p.privilege, current_database(), r.role
        ) as statement
    ) as s
    where
        (
            (
                p.privilege = 'connect'
                and (r.role in ('hardal_authenticator', 'hardal_monitor') or r.scope is not null)
            )
            or r.scope = 'model'
        )
        and to_regrole(r.role) is not null
        and not has_database_privilege(to_regrole(r.role), current_database(), p.privilege)
$$;

comment on function hardal_private.check_database() is
'For doctor: rights of hardal''s roles on the database that are too many, or missing';
