-- Returns the grants that the views of metrics have, of all tenants, in the form of held_grants. It
-- reads the catalogue alone, because a tenant's tables would each take a lock. So a grant to the
-- scope aggregate counts as meant here: check_metrics compares it with the metric's mark.
create or replace function hardal_private.metric_grants()
returns table (schema name, kind text, object text, grantee text, privilege text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select n.nspname, 'table', c.relname::text, t.name || g.role, 'SELECT'
    from hardal_private.tenants as t
    inner join pg_namespace as n on t.name = n.nspname
    inner join pg_class as c on n.oid = c.relnamespace
    cross join (values ('__read'), ('__aggregate')) as g (role)
    where
        c.relkind = 'v'
        and c.relowner = 'hardal_owner'::regrole
        and exists (
            select
            from pg_depend as d
            inner join pg_rewrite as w on d.objid = w.oid
            where
                d.classid = 'pg_rewrite'::regclass
                and w.ev_class = c.oid
                and d.refclassid = 'pg_class'::regclass
                and d.refobjid = to_regclass(format('%I.all_metrics', t.name || '__store'))
        )
        and (
            g.role = '__read'
            or exists (
                select
                from aclexplode(c.relacl) as a
                inner join pg_roles as r on a.grantee = r.oid
                where r.rolname = t.name || g.role and a.privilege_type = 'SELECT'
            )
        )
$$;

comment on function hardal_private.metric_grants() is
'For doctor: the grants that the views of metrics have, in the form of held_grants';
