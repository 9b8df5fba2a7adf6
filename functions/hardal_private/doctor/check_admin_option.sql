-- Reports roles of hardal's that no login but a superuser may manage. From PostgreSQL 16 on, this
-- needs the ADMIN OPTION, which the login that makes a role gets. PostgreSQL 15 asks for no such
-- thing, so nobody has it after pg_upgrade from 15.
create or replace function hardal_private.check_admin_option()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'admin option',
        format('%s roles', count(*)),
        format('no login but a superuser may manage them, %I for one may not', session_user),
        'making, rotating and revoking PSQL URLs fails, and so does doctor --fix',
        format(
            'as a superuser: grant %s to %I with admin option',
            string_agg(quote_ident(o.role), ', ' order by o.role),
            session_user
        ),
        null
    )::hardal_private.finding
    from hardal_private.own_roles() as o
    inner join pg_roles as r on o.role = r.rolname
    inner join pg_roles as d on d.rolname = session_user and d.rolcreaterole and not d.rolsuper
    where
        current_setting('server_version_num')::int >= 160000
        and not exists (
            select
            from pg_auth_members as m
            inner join pg_roles as a on m.member = a.oid
            where m.roleid = r.oid and m.admin_option and a.rolcreaterole
        )
        -- through hardal_doorkeeper, where self-service was turned off
        and not pg_has_role(d.oid, r.oid, 'member with admin option')
    having count(*) > 0
$$;

comment on function hardal_private.check_admin_option() is
'For doctor: roles of hardal''s that only a superuser may manage';
