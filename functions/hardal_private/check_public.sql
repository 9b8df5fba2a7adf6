-- What everybody may do in this database. On one that is hardal's alone, migrate --dedicated closes it.
create or replace function hardal_private.check_public()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select ('open', 'PUBLIC', format('database %I', d.datname), 'PUBLIC holds ' || string_agg(a.privilege_type, ', ' order by a.privilege_type),
        'a tenant''s reader may also do that, and every other login of the server may connect',
        'hardal-admin migrate --dedicated, where the database is hardal''s alone', null)::hardal_private.finding
    from pg_database as d
    cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
    where d.datname = current_database() and a.grantee = 0
    group by d.datname
    union all
    select ('open', 'PUBLIC', format('schema %I', n.nspname), 'PUBLIC may create in it',
        'a tenant''s reader may fill the disk, and leave objects for others to trip over',
        format('revoke create on schema %I from public', n.nspname), null)::hardal_private.finding
    from pg_namespace as n
    cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
    where a.grantee = 0 and a.privilege_type = 'CREATE'
    union all
    select ('open', 'PUBLIC', 'large objects', 'PUBLIC may make them', 'a tenant''s reader may fill the disk with them',
        'hardal-admin migrate --dedicated, where the database is hardal''s alone', null)::hardal_private.finding
    from pg_proc as p
    where
        p.oid = 'pg_catalog.lo_from_bytea(oid, bytea)'::regprocedure
        and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a where a.grantee = 0)
    union all
    select ('wrong', 'default privileges', 'hardal_owner', format('PUBLIC gets its rights on every new %s of hardal_owner''s', k.name),
        'the next migration''s functions would be everybody''s to call',
        s.statement, s.statement)::hardal_private.finding
    from (values ('f'::"char", 'function', 'execute on functions'), ('T', 'type', 'usage on types')) as k (kind, name, rights)
    cross join lateral (
        select format('alter default privileges for role hardal_owner revoke %s from public', k.rights) as statement
    ) as s
    where not exists (
        select
        from pg_default_acl as d
        where
            d.defaclrole = 'hardal_owner'::regrole
            and d.defaclnamespace = 0
            and d.defaclobjtype = k.kind
            and not exists (select from aclexplode(d.defaclacl) as a where a.grantee = 0)
    )
$$;

comment on function hardal_private.check_public() is 'For doctor: what PUBLIC may do in this database, and would with new objects';
