-- Tells why a cohort's query must not be read, or null where it may. A report over HTTP reads a
-- cohort's view as hardal_owner, and so do the copying and the counting of units: what the query
-- calls would run with these rights. So it is allowed a list, and anything else is refused:
-- - the tenant's views and functions, which its readers may read and call, and the helpers without
--   the argument tenant: hardal_owner reads any tenant by it;
-- - functions of pg_catalog that are not volatile, and do not tell of the catalogue, the server or
--   the session. A cohort must be the same when it is read twice. What runs a text as SQL, such as
--   ts_stat and query_to_xml, is volatile. An input function, which takes cstring, could be given
--   the number of any type, and call the function that checks a domain;
-- - types of pg_catalog, without those whose output is a name of the catalogue.
-- It must use nothing that belongs to a role of a tenant, such as a model of dbt: a function of
-- theirs, in a view or an operator of theirs, would run with hardal_owner's rights.
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
    ),

    -- what these queries name themselves; uses has nothing of pg_catalog
    parts as (
        select q.classid, q.objid
        from (
            select cohort_fault.view::oid as oid
            union
            select c.oid
            from uses as u
            inner join pg_class as c on u.classid = 'pg_class'::regclass and c.oid = u.objid
            where
                u.as_reader
                and c.relkind = 'v'
                and coalesce(c.reloptions::text, '') ~ 'security_invoker=(true|on|1|yes)'
        ) as v
        cross join lateral hardal_private.query_parts(v.oid) as q
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
        union all
        select 3, format('it reads %s, which is none of the tenant''s views', p.objid::regclass)
        from parts as p
        inner join pg_class as c on p.classid = 'pg_class'::regclass and c.oid = p.objid
        inner join pg_namespace as n on c.relnamespace = n.oid
        where n.nspname <> cohort_fault.tenant
        union all
        select 3, format(
            'it calls %s, which %s',
            f.oid::regprocedure,
            case
                when n.nspname <> 'pg_catalog' then 'is none of the tenant''s functions'
                when f.provolatile = 'v' then 'may answer anew each time, or change something'
                else 'tells of the catalogue, the server or the session'
            end
        )
        from parts as p
        inner join pg_proc as f on p.classid = 'pg_proc'::regclass and f.oid = p.objid
        inner join pg_namespace as n on f.pronamespace = n.oid
        where
            not (
                n.nspname in (cohort_fault.tenant, 'hardal', 'hardal_helpers')
                and (f.proargnames @> '{tenant}') is not true
            )
            and not (
                n.nspname = 'pg_catalog'
                and f.provolatile <> 'v'
                and f.proname !~ concat(
                    '^pg_(?!typeof$)|_to_xml|^to_reg|^reg[cdnopt]|acl|^(txid|mxid|has|current)_',
                    '|^inet_(client|server)_|_(user|description|validator)$|^getpgusername$',
                    '|^(version|getdatabaseencoding|format_type|oidvectortypes)$',
                    '|^(row_security_active|satisfies_hash_partition)$'
                )
                and not '{cstring,internal}'::regtype[]::oid[] && (f.proargtypes || f.prorettype)
            )
        union all
        select 3, format(
            'it uses the type %s, which %s',
            format_type(p.objid, null),
            case
                when n.nspname = 'pg_catalog' then 'tells of the catalogue'
                else 'is none of PostgreSQL''s own'
            end
        )
        from parts as p
        inner join pg_type as t on p.classid = 'pg_type'::regclass and t.oid = p.objid
        inner join pg_namespace as n on t.typnamespace = n.oid
        where
            n.nspname not in (cohort_fault.tenant, 'hardal', 'hardal_helpers')
            and not (
                n.nspname = 'pg_catalog'
                and t.typname !~ '^_?(pg_|reg(class|proc|oper|role|namespace|type)|aclitem)'
            )
        union all
        select 3, o.fault
        from pg_rewrite as w
        inner join (
            values
            (
                '{SQLVALUEFUNCTION :op [0-9]+ :type 19 ',
                'it uses current_user or another word that tells of the session'
            ),
            ('{ROWMARKCLAUSE ', 'it locks rows, which readers may not: leave out "for update"')
        ) as o (form, fault) on w.ev_action::text ~ o.form
        where w.ev_class = cohort_fault.view
    ) as f
    order by f.turn, f.fault
    limit 1
$$;

comment on function hardal_private.cohort_fault(text, regclass) is
'Why a cohort''s view may not be read: what it reads or calls that the tenant''s readers may not, '
'or that is a tenant''s own; null where it may';
