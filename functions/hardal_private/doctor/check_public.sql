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
    select ('open', 'PUBLIC', 'large objects', 'PUBLIC may call ' || string_agg(distinct p.proname, ', '), 'a tenant''s reader may fill the disk with them',
        'hardal-admin migrate --dedicated, where the database is hardal''s alone', null)::hardal_private.finding
    from hardal_private.large_object_functions() as p
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
    where a.grantee = 0
    having count(*) > 0
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
    union all
    select ('wrong', 'default privileges', 'hardal_owner', format('%s gets its rights on every new object of kind %s', g.name, d.defaclobjtype),
        'what the next migration makes would be theirs to use', s.statement, s.statement)::hardal_private.finding
    from pg_default_acl as d
    cross join lateral aclexplode(d.defaclacl) as a
    cross join lateral (
        select case a.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end as name
    ) as g
    cross join lateral (
        select format(
            'alter default privileges for role hardal_owner%s revoke %s on %s from %s',
            case when d.defaclnamespace <> 0 then format(' in schema %s', d.defaclnamespace::regnamespace) end,
            a.privilege_type,
            case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' else 'schemas' end,
            g.name
        ) as statement
    ) as s
    where
        d.defaclrole = 'hardal_owner'::regrole
        and a.grantee <> d.defaclrole
        and not (a.grantee = 0 and d.defaclnamespace = 0 and d.defaclobjtype in ('f', 'T')) -- told above
$$;

comment on function hardal_private.check_public() is 'For doctor: what PUBLIC may do in this database, and would with new objects';
