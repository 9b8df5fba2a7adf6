-- Reports rights that PUBLIC has in this database. On a database that hardal has alone, migrate
-- --dedicated takes these rights away.
create or replace function hardal_private.check_public()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'open',
        'PUBLIC',
        format('database %I', d.datname),
        'PUBLIC holds ' || string_agg(a.privilege_type, ', ' order by a.privilege_type),
        'a tenant''s reader may also do that, and every other login of the server may connect',
        'hardal-admin migrate --dedicated, where the database is hardal''s alone',
        null
    )::hardal_private.finding
    from pg_database as d
    cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
    where d.datname = current_database() and a.grantee = 0
    group by d.datname
    union all
    select (
        'open',
        'PUBLIC',
        format('schema %I', n.nspname),
        'PUBLIC may create in it',
        'a tenant''s reader may fill the disk, and leave objects for others to trip over',
        format(
            'where nobody else needs it: revoke create on schema %I from public', n.nspname
        ),
        null
    )::hardal_private.finding
    from pg_namespace as n
    cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
    where a.grantee = 0 and a.privilege_type = 'CREATE'
    union all
    select (
        'open',
        'PUBLIC',
        'large objects',
        'PUBLIC may call ' || string_agg(distinct p.proname, ', '),
        'a tenant''s reader may fill the disk with them',
        'hardal-admin migrate --dedicated, where the database is hardal''s alone',
        null
    )::hardal_private.finding
    from hardal_private.large_object_functions() as p
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
    where a.grantee = 0
    having count(*) > 0
$$;

comment on function hardal_private.check_public() is
'For doctor: rights that PUBLIC has in this database';
