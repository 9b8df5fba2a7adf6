-- Returns the definition of every object in these schemas of hardal's, read from the catalogue.
-- Partitions are left out, because each tenant has its own.
create or replace function hardal_private.object_definitions(schemas name[])
returns table (schema name, kind text, object text, definition text)
language sql
stable
set search_path = pg_catalog, pg_temp
-- PostgreSQL prints constants and names by these
set datestyle = 'ISO'
set intervalstyle = 'postgres'
set timezone = 'UTC'
set bytea_output = 'hex'
set extra_float_digits = '1'
set quote_all_identifiers = 'off'
as $$
    with ours as materialized (
        select n.oid, n.nspname
        from pg_namespace as n
        where n.nspname = any (object_definitions.schemas)
    ),

    relations as materialized (
        select c.*, o.nspname
        from ours as o
        inner join pg_class as c on c.relnamespace = o.oid
        where not c.relispartition and c.relname !~ '^events_[0-9]{4}_[0-9]{2}'
    )

    select
        o.nspname,
        'function',
        format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
        pg_get_functiondef(p.oid)
    from ours as o
    inner join pg_proc as p on p.pronamespace = o.oid and p.prokind in ('f', 'p')
    union all
    select c.nspname, 'view', c.relname, concat(c.reloptions, ' ', pg_get_viewdef(c.oid))
    from relations as c
    where c.relkind in ('v', 'm')
    union all
    select
        c.nspname,
        case c.relkind when 'c' then 'type' else 'table' end,
        c.relname,
        concat_ws(
            ' ',
            c.relpersistence,
            c.relrowsecurity,
            c.relforcerowsecurity,
            c.relreplident,
            pg_get_partkeydef(c.oid),
            (
                select string_agg(
                    concat_ws(
                        ' ',
                        a.attname,
                        format_type(a.atttypid, a.atttypmod),
                        a.attnotnull,
                        a.attgenerated,
                        a.attidentity,
                        pg_get_expr(d.adbin, d.adrelid)
                    ),
                    ', '
                    order by a.attnum
                )
                from pg_attribute as a
                left join pg_attrdef as d on a.attrelid = d.adrelid and a.attnum = d.adnum
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            )
        )
    from relations as c
    where c.relkind in ('r', 'p', 'c')
    union all
    select
        c.nspname,
        'constraint',
        format('%I on %I', n.conname, c.relname),
        concat_ws(' ', pg_get_constraintdef(n.oid), n.convalidated)
    from relations as c
    -- NOT NULL is a part of its column above; since PostgreSQL 18 it has a row here too
    inner join pg_constraint as n on n.conrelid = c.oid and n.contype <> 'n'
    union all
    select
        c.nspname,
        'index',
        c.relname,
        concat_ws(' ', pg_get_indexdef(c.oid), i.indisvalid)
    from relations as c
    inner join pg_index as i on i.indexrelid = c.oid
    union all
    select
        c.nspname,
        'trigger',
        format('%I on %I', g.tgname, c.relname),
        concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
    from relations as c
    inner join pg_trigger as g on g.tgrelid = c.oid and not g.tgisinternal
    union all
    select
        c.nspname,
        'rule',
        format('%I on %I', r.rulename, c.relname),
        concat_ws(' ', pg_get_ruledef(r.oid), r.ev_enabled)
    from relations as c
    inner join pg_rewrite as r on r.ev_class = c.oid and r.rulename <> '_RETURN'
    union all
    select
        c.nspname,
        'policy',
        format('%I on %I', y.polname, c.relname),
        concat_ws(
            ' ',
            y.polcmd,
            pg_get_expr(y.polqual, c.oid),
            pg_get_expr(y.polwithcheck, c.oid)
        )
    from relations as c
    inner join pg_policy as y on y.polrelid = c.oid
$$;

comment on function hardal_private.object_definitions(name[]) is
'Returns every function, view, table, type, constraint, index, trigger, rule and policy in '
'these schemas, with its definition';
