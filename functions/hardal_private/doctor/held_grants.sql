-- Returns every right on hardal's objects in this database that another role than the owner holds.
-- It reads the catalogue.
create or replace function hardal_private.held_grants()
returns table (
    schema name,
    kind text,
    object text,
    owner text,
    grantee text,
    privilege text,
    grantable boolean
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select *
        from hardal_private.own_schemas()
    ),

    held as (
        select
            n.nspname as schema,
            'schema' as kind,
            n.nspname::text as object,
            n.nspowner as owner,
            a.*
        from ours as n
        cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
        union all
        select n.nspname, 'table', c.relname, c.relowner, a.*
        from ours as n
        inner join pg_class as c
            on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        cross join lateral aclexplode(
            coalesce(
                c.relacl,
                acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)
            )
        ) as a
        union all
        select n.nspname, 'column', format('%I.%I', c.relname, l.attname), c.relowner, a.*
        from ours as n
        inner join pg_class as c on c.relnamespace = n.oid
        inner join pg_attribute as l
            on l.attrelid = c.oid and l.attacl is not null and not l.attisdropped
        cross join lateral aclexplode(l.attacl) as a
        union all
        select
            n.nspname,
            'function',
            format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
            p.proowner,
            a.*
        from ours as n
        inner join pg_proc as p on p.pronamespace = n.oid
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        union all
        select n.nspname, 'type', t.typname, t.typowner, a.*
        from ours as n
        inner join pg_type as t on t.typnamespace = n.oid
        left join pg_class as c on t.typrelid = c.oid
        cross join lateral aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) as a
        -- the type of an array, a table or a multirange has no rights of its own
        where
            t.typelem = 0
            and t.typtype <> 'm'
            and (t.typrelid = 0 or c.relkind = 'c')
    )

    select
        h.schema,
        h.kind,
        h.object,
        pg_get_userbyid(h.owner)::text,
        coalesce(r.rolname, 'PUBLIC'),
        h.privilege_type,
        h.is_grantable
    from held as h
    left join pg_roles as r on h.grantee = r.oid
    where h.grantee <> h.owner
$$;

comment on function hardal_private.held_grants() is
'Returns the rights that roles other than the owner hold on hardal''s schemas, tables, columns, '
'functions and types; the grantee PUBLIC is every role';
