-- Returns the grants on a relation and its columns as statements, so that a view that is dropped
-- and made again can get them back. The owner's own rights are left out, and the grants on columns
-- that the new view does not have.
create or replace function hardal_private.grants_on(relation regclass, without name[] default '{}')
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        string_agg(
            format(
                'grant %s%s on %s to %s%s', g.privilege_type, g.columns, grants_on.relation,
                coalesce(quote_ident(r.rolname), 'public'),
                case when g.is_grantable then ' with grant option' else '' end
            ),
            '; '
        )
    from (
        select
            '' as columns,
            a.privilege_type,
            a.grantee,
            a.is_grantable
        from pg_class as c
        cross join aclexplode(c.relacl) as a
        where c.oid = grants_on.relation and a.grantee <> c.relowner
        union all
        select
            format(' (%I)', t.attname),
            a.privilege_type,
            a.grantee,
            a.is_grantable
        from pg_attribute as t
        cross join aclexplode(t.attacl) as a
        where t.attrelid = grants_on.relation and t.attname <> all (grants_on.without)
    ) as g
    left join pg_roles as r on g.grantee = r.oid
$$;

comment on function hardal_private.grants_on(regclass, name[]) is
'Returns statements that repeat the grants on a relation, except on the columns in without; '
'null where only the owner has rights';
