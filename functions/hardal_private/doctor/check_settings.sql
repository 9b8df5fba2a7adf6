-- Reports settings that connections of hardal's roles start with. Some of them make ingest refuse
-- every event. check_urls reports the settings of PSQL URLs.
create or replace function hardal_private.check_settings()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        case when v.harmful then 'wrong' else 'open' end,
        'settings',
        w.whose,
        format('sessions start with %s', c.setting),
        case
            when v.name = 'session_replication_role' then 'it turns foreign keys off'
            when v.harmful then 'ingest refuses every event under it'
            else 'hardal is tested without it; it may be what you want'
        end,
        format('alter %s reset %I', w.whose, v.name),
        null
    )::hardal_private.finding
    from pg_db_role_setting as s
    left join pg_roles as r on s.setrole = r.oid
    left join hardal_private.own_roles() as o on r.rolname = o.role
    cross join unnest(s.setconfig) as c (setting)
    cross join lateral (
        select
            n.name,
            n.name in (
                'default_transaction_isolation',
                'default_transaction_read_only',
                'role',
                'session_replication_role'
            ) as harmful
        from (values (split_part(c.setting, '=', 1))) as n (name)
    ) as v
    cross join lateral (
        select concat_ws(
            ' ',
            case
                when s.setrole <> 0 then format('role %I', r.rolname)
                when s.setdatabase = 0 then 'role all'
            end,
            case when s.setrole <> 0 and s.setdatabase <> 0 then 'in' end,
            case when s.setdatabase <> 0 then format('database %I', current_database()) end
        ) as whose
    ) as w
    where
        s.setdatabase in (
            0, (select d.oid from pg_database as d where d.datname = current_database())
        )
        and case
            when s.setrole = 0 then v.harmful
            else
                (
                    o.role = 'hardal_authenticator'
                    and c.setting <> all (hardal_private.authenticator_settings())
                )
                or (not o.login and o.tenant is null)
        end
$$;

comment on function hardal_private.check_settings() is
'For doctor: settings of hardal''s own roles and of this database that change what their '
'connections do';
