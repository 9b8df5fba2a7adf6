-- Reports PSQL URLs whose role differs from their row, PSQL URLs that have expired or are half
-- revoked, and missing schemas of models. A login can change its own role's settings for good.
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
        format('select hardal_private.sync_login(%L)', u.role)
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
        format('select hardal_private.sync_login(%L)', u.role)
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
    union all
    select (
        'wrong',
        'models',
        format('schema %s__models', u.tenant),
        'it is not there',
        format('%s of the scope model cannot make its tables and views', min(u.role)),
        'hardal-admin doctor --fix, which makes it empty',
        format('select hardal_private.make_models_schema(%L)', u.tenant)
    )::hardal_private.finding
    from hardal_private.urls as u
    where u.scope = 'model' and to_regnamespace(u.tenant || '__models') is null
    group by u.tenant
$$;

comment on function hardal_private.check_urls() is
'For doctor: PSQL URLs whose role differs from their row or that have ended, and missing schemas '
'of models';
