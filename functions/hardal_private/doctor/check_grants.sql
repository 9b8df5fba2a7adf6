-- Rights that nobody meant, and rights that are gone. A tenant's are those of the template, under its own name;
-- those on the API are listed here.
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
        select
            replace(h.schema, 'template', t.name)::name as schema,
            h.kind,
            case when h.kind = 'schema' then replace(h.object, 'template', t.name) else h.object end as object,
            regexp_replace(h.grantee, '^template__', t.name || '__') as grantee,
            h.privilege
        from held as h
        cross join hardal_private.tenants as t
        where h.schema in ('template', 'template__store')
        union all
        select 'hardal', 'schema', 'hardal', r.role, 'USAGE'
        from unnest(array['hardal_anon', 'hardal_ingest', 'hardal_read']) as r (role)
        union all
        select 'hardal', 'type', t.name, 'hardal_read', 'USAGE'
        from unnest(array[
            'event', 'funnel_step', 'session', 'retention_cell', 'path', 'property_value',
            'daily_activity', 'active_clients', 'event_catalog', 'property_catalog'
        ]) as t (name)
        union all
        select 'hardal', 'function', format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), f.role, 'EXECUTE'
        from (
            values
            ('ingest', 'hardal_ingest'),
            ('ingest_ndjson', 'hardal_ingest'),
            ('validate', 'hardal_ingest'),
            ('validate_ndjson', 'hardal_ingest'),
            ('events', 'hardal_read'),
            ('daily_activity', 'hardal_read'),
            ('active_clients', 'hardal_read'),
            ('funnel', 'hardal_read'),
            ('retention', 'hardal_read'),
            ('sessions', 'hardal_read'),
            ('paths', 'hardal_read'),
            ('property_breakdown', 'hardal_read'),
            ('event_catalog', 'hardal_read'),
            ('property_catalog', 'hardal_read'),
            ('pre_request', 'hardal_anon'),
            ('pre_request', 'hardal_ingest'),
            ('pre_request', 'hardal_read')
        ) as f (name, role)
        inner join pg_proc as p on p.proname = f.name and p.pronamespace = 'hardal'::regnamespace
    ),

    differ as (
        select 'stray grant' as name, h.*
        from held as h
        where
            h.schema not in ('template', 'template__store')
            and (h.schema, h.kind, h.object, h.grantee, h.privilege) not in (select m.* from meant as m)
            -- a view that is read with the reader's own rights shows a reader nothing new: typed views are such
            and not (
                h.kind = 'table' and h.privilege = 'SELECT' and h.grantee = h.schema || '__read'
                and exists (
                    select
                    from pg_class as c
                    where
                        c.oid = to_regclass(format('%I.%I', h.schema, h.object)) and c.relkind = 'v'
                        and 'security_invoker=true' = any (c.reloptions)
                )
            )
        union all
        select 'missing grant', m.*, false
        from meant as m
        where
            (m.schema, m.kind, m.object, m.grantee, m.privilege) not in (
                select h.schema, h.kind, h.object, h.grantee, h.privilege from held as h
            )
            -- what is gone itself is check_definitions'
            and (m.kind <> 'table' or to_regclass(format('%I.%I', m.schema, m.object)) is not null)
        union all
        select 'stray grant option', h.*
        from held as h
        where h.grantable
    )

    select (
        'wrong',
        d.name,
        format('%s %s%s', d.kind, case when d.kind = 'schema' then '' else d.schema || '.' end, d.object),
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
            when d.name <> 'missing grant' then 'isolation is a missing grant: whoever holds one too many may see what is not theirs'
            else 'whoever should hold it is refused'
        end,
        s.statement,
        s.statement
    )::hardal_private.finding
    from differ as d
    cross join lateral (
        select format(
            case d.name
                when 'stray grant' then 'revoke %s on %s from %s cascade'
                when 'missing grant' then 'grant %s on %s to %s'
                else 'revoke grant option for %s on %s from %s cascade'
            end,
            d.privilege || case when d.kind = 'column' then format(' (%s)', split_part(d.object, '.', 2)) else '' end,
            case d.kind
                when 'schema' then format('schema %I', d.schema)
                when 'column' then format('table %I.%s', d.schema, split_part(d.object, '.', 1))
                when 'function' then format('routine %I.%s', d.schema, d.object)
                else format('%s %I.%I', d.kind, d.schema, d.object)
            end,
            case when d.grantee = 'PUBLIC' then 'public' else quote_ident(d.grantee) end
        ) as statement
    ) as s
    order by d.schema, d.kind, d.object, d.grantee, d.privilege
$$;

comment on function hardal_private.check_grants() is 'For doctor: rights on hardal''s objects that are too many or gone';
