-- Reports objects in hardal's schemas that hardal_owner does not own, or has no rights on. The
-- doorkeeper's are its own where self-service is on.
create or replace function hardal_private.check_owners()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select
            n.*,
            case
                when n.nspname = 'hardal_doorkeeper' and hardal_private.self_service()
                    then 'hardal_doorkeeper'
                else 'hardal_owner'
            end as meant
        from hardal_private.own_schemas() as n
    ),

    owned (kind, object, owner, meant, rights, defaults) as (
        select
            'schema',
            format('%I', o.nspname),
            o.nspowner,
            o.meant,
            o.nspacl,
            acldefault('n', o.nspowner)
        from ours as o
        union all
        select
            case c.relkind
                when 'v' then 'view'
                when 'm' then 'materialized view'
                when 'S' then 'sequence'
                when 'c' then 'type'
                else 'table'
            end,
            format('%I.%I', o.nspname, c.relname),
            c.relowner,
            o.meant,
            c.relacl,
            acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)
        from ours as o
        inner join pg_class as c
            on c.relnamespace = o.oid and c.relkind in ('r', 'p', 'v', 'm', 'S', 'c')
        union all
        select
            case p.prokind when 'p' then 'procedure' else 'function' end,
            format('%I.%I(%s)', o.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
            p.proowner,
            o.meant,
            p.proacl,
            acldefault('f', p.proowner)
        from ours as o
        inner join pg_proc as p on p.pronamespace = o.oid
    )

    select (
        'wrong',
        'owner',
        format('%s %s', w.kind, w.object),
        format('it is %s''s', w.owner::regrole),
        'its owner can change or drop it, and functions of hardal''s may not reach it',
        'look at it, and ask who has made it, and why; where hardal has: ' || s.statement,
        null
    )::hardal_private.finding
    from owned as w
    cross join lateral (
        select format('alter %s %s owner to %I', w.kind, w.object, w.meant) as statement
    ) as s
    where w.owner::regrole::text <> w.meant
    union all
    select (
        'wrong',
        'owner''s rights',
        format('%s %s', w.kind, w.object),
        format(
            'its owner may not %s', string_agg(d.privilege_type, ', ' order by d.privilege_type)
        ),
        'hardal''s functions work with their owner''s rights',
        s.statement,
        s.statement
    )::hardal_private.finding
    from owned as w
    cross join lateral aclexplode(w.defaults) as d
    cross join lateral (
        select format(
            'grant all on %s %s to %I',
            case w.kind
                when 'schema' then 'schema'
                when 'sequence' then 'sequence'
                when 'function' then 'routine'
                when 'procedure' then 'routine'
                else 'table'
            end,
            w.object,
            w.meant
        ) as statement
    ) as s
    where
        w.owner::regrole::text = w.meant
        and d.grantee = w.owner
        and w.kind <> 'type'
        and w.rights is not null
        and not exists (
            select
            from aclexplode(w.rights) as h
            where h.grantee = w.owner and h.privilege_type = d.privilege_type
        )
    group by w.kind, w.object, s.statement
$$;

comment on function hardal_private.check_owners() is
'For doctor: objects in hardal''s schemas that hardal_owner does not own, or has no rights on';
