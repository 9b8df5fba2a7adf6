-- Returns the memberships in which hardal's roles take part, as the member or as the role.
create or replace function hardal_private.held_memberships()
returns table (
    member text,
    role text,
    admin_option boolean,
    inherits boolean,
    may_switch boolean,
    granted_by text
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select * from hardal_private.own_roles()
    )

    select
        m.rolname::text,
        r.rolname::text,
        a.admin_option,
        -- since PostgreSQL 16 the membership has this option, before 16 the member has it
        coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, m.rolinherit),
        coalesce((to_jsonb(a) ->> 'set_option')::boolean, true),
        case when to_jsonb(a) ? 'inherit_option' then a.grantor::regrole::text end
    from pg_auth_members as a
    inner join pg_roles as m on a.member = m.oid
    inner join pg_roles as r on a.roleid = r.oid
    where
        m.rolname in (select o.role from ours as o)
        or (
            r.rolname in (select o.role from ours as o)
            -- a login that makes roles is a DBA's; a superuser needs no membership
            and not (m.rolsuper or m.rolcreaterole)
            -- the DBA gives this role to a login for monitoring
            and r.rolname <> 'hardal_monitor'
        )
$$;

comment on function hardal_private.held_memberships() is
'Returns the memberships that hardal''s roles have in any role, and the memberships that other '
'roles, except DBAs'' logins, have in hardal''s roles; '
'inherits: the member has the rights of the role without SET ROLE; may_switch: it may SET ROLE; '
'granted_by: the grantor, null before PostgreSQL 16';
