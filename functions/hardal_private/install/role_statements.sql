-- Returns the statements that make hardal's roles on another server, before a dump of this database
-- is restored there. A DBA's login runs them, and manages these roles from then on.
--
-- pg_dumpall does not fit: its output also sets the passwords of all other roles of the server, and
-- names grantors that PostgreSQL 16 and later refuse. A role that the other server has already may
-- belong to another database there, so it is left as it is.
--
-- A login may have changed its own settings, so these come from its row. Each statement is one
-- quoted text, so no value can end it.
create or replace function hardal_private.role_statements()
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
declare
    v_verifiers jsonb;
begin
    -- only a superuser may read passwords
    if has_table_privilege('pg_authid', 'select') then
        select jsonb_object_agg(a.rolname, a.rolpassword) into v_verifiers
        from pg_authid as a
        where a.rolpassword is not null;
    end if;

    return query
    select format(
        'do %L;',
        format(
            E'begin\n'
            'if to_regrole(%1$L) is not null then\n'
            '    raise notice ''the role %1$I is here already, and left as it is'';\n'
            '    return;\n'
            'end if;\n'
            'create role %1$I %2$s %3$s%9$s connection limit %4$s valid until %5$L%6$s;\n'
            'comment on role %1$I is %7$L;\n'
            '%8$s'
            'end',
            o.role,
            case when r.rolcanlogin then 'login' else 'nologin' end,
            case when r.rolinherit then 'inherit' else 'noinherit' end,
            r.rolconnlimit,
            coalesce(r.rolvaliduntil::text, 'infinity'),
            ' password ' || quote_literal(v_verifiers ->> o.role),
            shobj_description(r.oid, 'pg_authid'),
            s.settings,
            case when o.role = 'hardal_doorkeeper' then ' createrole' end
        )
    )
    from hardal_private.own_roles() as o
    inner join pg_roles as r on o.role = r.rolname
    left join hardal_private.urls as u on o.role = u.role
    cross join lateral (
        select string_agg(
            format(
                E'alter role %I set %I to %L;\n',
                o.role,
                split_part(c.setting, '=', 1),
                substr(c.setting, strpos(c.setting, '=') + 1)
            ),
            ''
        ) as settings
        from unnest(
            case
                when u.role is not null then hardal_private.url_settings(u)
                when o.login then r.rolconfig
            end
        ) as c (setting)
    ) as s
    order by o.login, o.tenant nulls first, o.role;

    return query
    select format(
        'do %L;',
        format(
            E'begin\n'
            'if pg_has_role(%1$L, %2$L, ''member'') then\n'
            '    return;\n'
            'end if;\n'
            'if current_setting(''server_version_num'')::int < 160000 then\n'
            '    grant %2$I to %1$I;\n'
            'else\n'
            '    execute ''grant %2$I to %1$I with inherit %3$s, set %4$s'';\n'
            'end if;\n'
            'end',
            o.role,
            g.role,
            -- as membership_options says, on the other server's release
            case when o.role = 'hardal_authenticator' then 'false' else 'true' end,
            case when o.role = 'hardal_authenticator' then 'true' else 'false' end
        )
    )
    from hardal_private.own_roles() as o
    cross join unnest(o.member_of) as g (role)
    where to_regrole(o.role) is not null and to_regrole(g.role) is not null
    order by o.role, g.role;

    -- as sql/core/bootstrap.sql and sql/core/doorkeeper.sql do
    return query
    select format(
        'do %L;',
        format(
            E'begin\n'
            'if current_setting(''server_version_num'')::int < 160000 then\n'
            '    grant %1$I to current_user;\n'
            'elsif not (pg_has_role(%1$L, ''usage'') and pg_has_role(%1$L, ''set'')) then\n'
            '    execute ''grant %1$I to current_user with inherit true, set true'';\n'
            'end if;\n'
            'end',
            o.role
        )
    )
    from hardal_private.own_roles() as o
    where o.role in ('hardal_owner', 'hardal_doorkeeper')
    order by o.role;
end
$$;

comment on function hardal_private.role_statements() is
'Returns SQL that makes hardal''s roles on another server, with their passwords where the caller '
'may read pg_authid; run by a DBA''s login, before a dump is restored';
