-- Reports PSQL URLs whose role differs from their row, and PSQL URLs that have expired or are half
-- revoked. A login can change the settings of its own role for good.
create or replace function hardal_private.check_urls()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'role settings',
        u.role::text,
        'it starts with ' || coalesce(s.settings, 'no settings'),
        'the defaults that keep a slip of a reader''s from harming others are not those of its URL',
        'hardal-admin doctor --fix',
        format('select hardal_private.apply_role_settings(%L)', u.role)
    )::hardal_private.finding
    from hardal_private.urls as u
    inner join pg_roles as r on u.role = r.rolname
    cross join lateral (
        -- settings for other databases have no effect here
        select
            string_agg(
                array_to_string(d.setconfig, ', '), ', here ' order by d.setdatabase
            ) as settings,
            coalesce(
                bool_and(d.setdatabase = 0 and d.setconfig = hardal_private.url_settings(u)), false
            ) as meant
        from pg_db_role_setting as d
        where
            d.setrole = r.oid
            and d.setdatabase in (
                0, (select b.oid from pg_database as b where b.datname = current_database())
            )
    ) as s
    where not s.meant
    union all
    select (
        'wrong',
        'role limits',
        u.role::text,
        format(
            '%s, connection limit %s, valid until %s',
            case when r.rolcanlogin then 'login' else 'no login' end,
            r.rolconnlimit,
            coalesce(r.rolvaliduntil::text, 'for ever')
        ),
        'its login, limit and end are not those of its URL',
        'hardal-admin doctor --fix',
        format('select hardal_private.apply_role_settings(%L)', u.role)
    )::hardal_private.finding
    from hardal_private.urls as u
    inner join pg_roles as r on u.role = r.rolname
    where
        r.rolconnlimit <> u.connections
        or coalesce(r.rolvaliduntil, 'infinity') <> coalesce(u.expires_at, 'infinity')
        or r.rolcanlogin <> hardal_private.may_log_in(u)
    union all
    select (
        'wrong',
        'expired PSQL URL',
        u.role::text,
        format('it ended %s', u.expires_at),
        'its login is of no use to anybody, but still there',
        format(
            'hardal-admin url revoke %1$s %2$s; '
            'where it is still needed, url rotate %1$s %2$s with a new --expires',
            u.tenant,
            u.name
        ),
        null
    )::hardal_private.finding
    from hardal_private.urls as u
    where hardal_private.url_state(u) = 'expired'
    union all
    select (
        'wrong',
        'half-revoked PSQL URL',
        u.role::text,
        'its revocation was stopped half-way',
        'it cannot log in, but its role is still there',
        format('hardal-admin url revoke %s %s', u.tenant, u.name),
        null
    )::hardal_private.finding
    from hardal_private.urls as u
    where hardal_private.url_state(u) = 'being revoked'
$$;

comment on function hardal_private.check_urls() is
'For doctor: PSQL URLs whose role differs from their row, and PSQL URLs that have ended';
