-- Reports rights that nobody meant, and rights that are missing. The API's rights and the
-- template's are the ones that migrate recorded. A tenant's rights are the template's, under the
-- tenant's name.
create or replace function hardal_private.check_grants()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with held as materialized (
        select g.schema, g.kind, g.object, g.grantee, g.privilege, bool_or(g.grantable) as grantable
        from hardal_private.held_grants() as g
        group by g.schema, g.kind, g.object, g.grantee, g.privilege
    ),

    meant as (
        select i.schema, i.kind, i.object, i.grantee, i.privilege
        from hardal_private.installed_grants as i
        union all
        select
            replace(i.schema, 'template', t.name)::name,
            i.kind,
            case
                when i.kind = 'schema' then replace(i.object, 'template', t.name) else i.object
            end,
            regexp_replace(i.grantee, '^template__', t.name || '__'),
            i.privilege
        from hardal_private.installed_grants as i
        cross join hardal_private.tenants as t
        where i.schema in ('template', 'template__store') or i.grantee ~ '^template__'
        union all
        select g.schema, g.kind, g.object, g.grantee, g.privilege
        from hardal_private.metric_grants() as g
    ),

    typed as materialized (
        select v.view::oid as view from hardal_private.typed_views() as v
    ),

    differ as (
        select 'stray grant' as name, h.*
        from held as h
        where
            (h.schema, h.kind, h.object, h.grantee, h.privilege) not in (select m.* from meant as m)
            -- A security_invoker view shows its reader nothing new. Typed views are of this kind:
            -- check_views reports one that is so no longer.
            and not (
                h.kind = 'table' and h.privilege = 'SELECT' and h.grantee = h.schema || '__read'
                and exists (
                    select
                    from pg_class as c
                    where
                        c.oid = to_regclass(format('%I.%I', h.schema, h.object)) and c.relkind = 'v'
                        and (
                            'security_invoker=true' = any (c.reloptions)
                            or c.oid in (select t.view from typed as t)
                        )
                )
            )
        union all
        select 'missing grant', m.*, false
        from meant as m
        where
            (m.schema, m.kind, m.object, m.grantee, m.privilege) not in (
                select h.schema, h.kind, h.object, h.grantee, h.privilege from held as h
            )
            -- check_definitions reports a missing table
            and (m.kind <> 'table' or to_regclass(format('%I.%I', m.schema, m.object)) is not null)
        union all
        select 'stray grant option', h.*
        from held as h
        where h.grantable
    )

    select (
        'wrong',
        d.name,
        format(
            '%s %s%s',
            d.kind, case when d.kind = 'schema' then '' else d.schema || '.' end, d.object
        ),
        format(
            case d.name
                when 'stray grant' then '%s holds %s on it'
                when 'missing grant' then '%s holds no %s on it'
                else '%s may give others its %s on it'
            end,
            d.grantee,
            d.privilege
        ),
        case
            when d.name <> 'missing grant'
                then 'isolation is a missing grant: '
                'whoever holds one too many may see what is not theirs'
            else 'whoever should hold it is refused'
        end,
        s.statement,
        s.statement
    )::hardal_private.finding
    from differ as d
    cross join lateral (
        select format(
            case d.name
                when 'stray grant' then 'revoke %s from %s cascade'
                when 'missing grant' then 'grant %s to %s'
                else 'revoke grant option for %s from %s cascade'
            end,
            hardal_private.privilege_text(d.schema, d.kind, d.object, d.privilege),
            case when d.grantee = 'PUBLIC' then 'public' else quote_ident(d.grantee) end
        ) as statement
    ) as s
    order by d.schema, d.kind, d.object, d.grantee, d.privilege
$$;

comment on function hardal_private.check_grants() is
'For doctor: rights on hardal''s objects that are too many, and rights that are missing';
