-- Reports views and materialized views outside hardal's schemas that show hardal's data to a role
-- that may not read this data itself. Such a view reads with the rights of its owner. A view that
-- nobody else may read, or only readers who may read the same tables, is left alone.
create or replace function hardal_private.check_outside_views()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with recursive ours as materialized (
        select n.oid from hardal_private.own_schemas() as n
    ),

    -- each view outside, with the relation of hardal's that it reads, maybe through other views
    reads (view, source) as (
        select w.ev_class, c.oid
        from ours as n
        inner join pg_class as c on n.oid = c.relnamespace
        inner join pg_depend as d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
        inner join pg_rewrite as w on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
        inner join pg_class as v on w.ev_class = v.oid
        where v.relnamespace not in (select o.oid from ours as o)
        union
        select w.ev_class, r.source
        from reads as r
        inner join pg_depend as d on d.refclassid = 'pg_class'::regclass and d.refobjid = r.view
        inner join pg_rewrite as w on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
        inner join pg_class as v on w.ev_class = v.oid
        where v.oid <> r.view and v.relnamespace not in (select o.oid from ours as o)
    ),

    shown as (
        select v.oid, v.relkind, v.relowner, coalesce(g.rolname, 'PUBLIC') as grantee, r.source
        from reads as r
        inner join pg_class as v on r.view = v.oid
        cross join lateral (
            select a.* from aclexplode(v.relacl) as a
            union all
            select a.*
            from pg_attribute as l
            cross join lateral aclexplode(l.attacl) as a
            where l.attrelid = v.oid and not l.attisdropped
        ) as a
        left join pg_roles as g on a.grantee = g.oid
        where
            a.privilege_type = 'SELECT'
            and a.grantee <> v.relowner
            -- such a view reads with its reader's rights
            and not (
                v.relkind = 'v'
                and coalesce(v.reloptions::text, '') ~ 'security_invoker=(true|on|1|yes)'
            )
            and (
                a.grantee = 0
                or not (
                    has_any_column_privilege(a.grantee, r.source, 'select')
                    or pg_has_role(a.grantee, 'hardal_owner', 'member')
                )
            )
    )

    select (
        -- a DBA may well show a role of his own what he likes, a tenant's role never
        case
            when
                s.grantee = 'PUBLIC'
                or s.grantee in (select o.role from hardal_private.own_roles() as o)
                then 'wrong'
            else 'open'
        end,
        'outside view',
        format(
            '%s %s',
            case s.relkind when 'm' then 'materialized view' else 'view' end,
            s.oid::regclass
        ),
        format(
            '%s may read it, and it shows %s',
            s.grantee,
            string_agg(distinct s.source::regclass::text, ', ')
        ),
        'it reads with its owner''s rights: its readers see what hardal does not show them',
        format(
            'look at it; where it is not meant: revoke select on %s from %s',
            s.oid::regclass,
            case when s.grantee = 'PUBLIC' then 'public' else quote_ident(s.grantee) end
        ),
        null
    )::hardal_private.finding
    from shown as s
    group by s.oid, s.relkind, s.grantee
    order by s.oid::regclass::text, s.grantee
$$;

comment on function hardal_private.check_outside_views() is
'For doctor: views outside hardal''s schemas that show its data to roles that may not read it';
