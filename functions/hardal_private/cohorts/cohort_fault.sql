-- Tells why a cohort's query must not be read, or null where it may. A report over HTTP reads a
-- cohort's view as hardal_owner, and so do the copying and the counting of units. So the query must
-- read nothing that the tenant's readers may not read themselves, and must call nothing that they
-- may not call. It must use nothing that belongs to a role of a tenant, such as a model of dbt: a
-- function of theirs, in a view or an operator of theirs, would run with hardal_owner's rights.
--
-- A view that reads with its reader's rights is looked through. The view is not read: even planning
-- its query could call a function.
create or replace function hardal_private.cohort_fault(tenant text, view regclass)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with recursive uses (classid, objid, as_reader) as (
        select d.refclassid, d.refobjid, true
        from pg_rewrite as w
        inner join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
        where w.ev_class = cohort_fault.view and d.refobjid <> cohort_fault.view
        union
        select
            d.refclassid,
            d.refobjid,
            u.as_reader
            and coalesce(c.reloptions::text, '') ~ 'security_invoker=(true|on|1|yes)'
        from uses as u
        inner join pg_class as c
            on u.classid = 'pg_class'::regclass and c.oid = u.objid and c.relkind = 'v'
        inner join pg_rewrite as w on w.ev_class = c.oid
        inner join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
        where d.refobjid <> c.oid
    )

    select f.fault
    from (
        select 1 as turn, format(
            'it uses %s, which is %s''s',
            pg_describe_object(u.classid, u.objid, 0),
            pg_get_userbyid(s.refobjid)
        ) as fault
        from uses as u
        inner join pg_shdepend as s
            on u.classid = s.classid and u.objid = s.objid and s.deptype = 'o'
        inner join pg_database as b on s.dbid = b.oid and b.datname = current_database()
        where pg_get_userbyid(s.refobjid) in (
            select o.role from hardal_private.own_roles() as o where o.tenant is not null
        )
        union all
        select 2, format('%s may not read %s', r.role, pg_describe_object(u.classid, u.objid, 0))
        from uses as u
        inner join pg_class as c on u.classid = 'pg_class'::regclass and c.oid = u.objid
        cross join (values (cohort_fault.tenant || '__read'), ('hardal_owner')) as r (role)
        where
            u.as_reader
            and c.relkind in ('r', 'p', 'v', 'm', 'f')
            and not (
                has_any_column_privilege(r.role, c.oid, 'select')
                and has_schema_privilege(r.role, c.relnamespace, 'usage')
            )
        union all
        select 2, format('%s may not call %s', r.role, p.oid::regprocedure)
        from uses as u
        inner join pg_proc as p on u.classid = 'pg_proc'::regclass and p.oid = u.objid
        cross join (values (cohort_fault.tenant || '__read'), ('hardal_owner')) as r (role)
        where u.as_reader and not has_function_privilege(r.role, p.oid, 'execute')
    ) as f
    order by f.turn, f.fault
    limit 1
$$;

comment on function hardal_private.cohort_fault(text, regclass) is
'Why a cohort''s view may not be read: what it reads or calls that the tenant''s readers may not, '
'or that is a tenant''s own; null where it may';
