-- Returns the views of metrics, of all tenants: those of hardal_owner that read all_metrics.
-- aggregate_reads tells whether the scope aggregate may read the view. The function reads the
-- catalogue alone, because a tenant's tables would each take a lock.
create or replace function hardal_private.metric_views()
returns table (tenant text, view oid, name name, aggregate_reads boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        t.name,
        c.oid,
        c.relname,
        exists (
            select
            from aclexplode(c.relacl) as a
            inner join pg_roles as r on a.grantee = r.oid
            where r.rolname = t.name || '__aggregate' and a.privilege_type = 'SELECT'
        )
    from hardal_private.tenants as t
    inner join pg_namespace as n on t.name = n.nspname
    inner join pg_class as c on n.oid = c.relnamespace
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
$$;

comment on function hardal_private.metric_views() is
'The views of metrics of every tenant, and whether the scope aggregate may read them';
