-- Reports default privileges that would give others rights on the objects that the next migration
-- makes. PostgreSQL gives PUBLIC rights on new functions and types, unless a default privilege of
-- hardal_owner takes them away.
create or replace function hardal_private.check_default_privileges()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'default privileges',
        'hardal_owner',
        format('PUBLIC gets its rights on every new %s of hardal_owner''s', k.name),
        'the next migration''s functions would be everybody''s to call',
        s.statement,
        s.statement
    )::hardal_private.finding
    from (
        values ('f'::"char", 'function', 'execute on functions'), ('T', 'type', 'usage on types')
    ) as k (kind, name, rights)
    cross join lateral (
        select format(
            'alter default privileges for role hardal_owner revoke %s from public', k.rights
        ) as statement
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
    select (
        'wrong',
        'default privileges',
        'hardal_owner',
        format('%s gets its rights on every new object of kind %s', g.name, d.defaclobjtype),
        'what the next migration makes would be theirs to use',
        s.statement,
        s.statement
    )::hardal_private.finding
    from pg_default_acl as d
    cross join lateral aclexplode(d.defaclacl) as a
    cross join lateral (
        select case a.grantee
            when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee))
        end as name
    ) as g
    cross join lateral (
        select format(
            'alter default privileges for role hardal_owner%s revoke %s on %s from %s',
            case
                when d.defaclnamespace <> 0
                    then format(' in schema %s', d.defaclnamespace::regnamespace)
            end,
            a.privilege_type,
            case d.defaclobjtype
                when 'r' then 'tables'
                when 'S' then 'sequences'
                when 'f' then 'functions'
                when 'T' then 'types'
                else 'schemas'
            end,
            g.name
        ) as statement
    ) as s
    where
        d.defaclrole = 'hardal_owner'::regrole
        and a.grantee <> d.defaclrole
        -- PUBLIC's rights on functions and types are reported above
        and not (a.grantee = 0 and d.defaclnamespace = 0 and d.defaclobjtype in ('f', 'T'))
$$;

comment on function hardal_private.check_default_privileges() is
'For doctor: default privileges that would give somebody rights on hardal''s new objects';
