-- Reports SECURITY DEFINER functions outside hardal's schemas that others may call, and that work
-- with the rights of one of hardal's roles, or name hardal's schemas and may reach them. The text
-- of a function is read for the names: what it does is for a person to judge.
create or replace function hardal_private.check_outside_functions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select n.oid, n.nspname from hardal_private.own_schemas() as n
    ),

    roles as materialized (
        select to_regrole(o.role)::oid as oid, o.role from hardal_private.own_roles() as o
    ),

    outside as materialized (
        select p.*, pg_get_function_sqlbody(p.oid) as sqlbody
        from pg_proc as p
        where
            p.prosecdef
            and p.pronamespace not in (
                select o.oid from ours as o
                union all
                values ('pg_catalog'::regnamespace::oid), ('information_schema'::regnamespace::oid)
            )
            -- an extension's functions are not written for hardal's tables
            and not exists (
                select
                from pg_depend as d
                where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
            )
    ),

    told as (
        select
            p.*,
            r.role,
            n.nspname,
            coalesce(g.rolname, 'PUBLIC') as caller
        from outside as p
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        left join pg_roles as g on a.grantee = g.oid
        left join roles as r on p.proowner = r.oid
        left join lateral (
            select o.nspname
            from ours as o
            where
                pg_has_role(p.proowner, 'hardal_owner', 'member')
                and concat(p.prosrc, p.sqlbody) ~* format('\m%s"?\s*\.', o.nspname)
            order by length(o.nspname) desc
            limit 1
        ) as n on true
        where
            a.grantee <> p.proowner
            and (a.grantee = 0 or not pg_has_role(a.grantee, 'hardal_owner', 'member'))
            and (r.role is not null or n.nspname is not null)
    )

    select (
        case when t.role = 'hardal_owner' then 'wrong' else 'open' end,
        'outside function',
        format('function %s', t.oid::regprocedure),
        format('%s may call it, and it works with the rights of ', t.caller)
        || t.proowner::regrole || coalesce(', in the schema ' || quote_ident(t.nspname), ''),
        'whoever may call it reaches what its owner reaches, as far as its text lets them',
        format(
            'look at it; where it is not meant: revoke execute on routine %s from %s',
            t.oid::regprocedure,
            case when t.caller = 'PUBLIC' then 'public' else quote_ident(t.caller) end
        ),
        null
    )::hardal_private.finding
    from told as t
    order by t.oid::regprocedure::text, t.caller
$$;

comment on function hardal_private.check_outside_functions() is
'For doctor: SECURITY DEFINER functions outside hardal''s schemas that reach hardal''s data';
