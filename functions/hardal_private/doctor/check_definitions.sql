-- Reports objects that are not as migrate made them. hardal's own schemas are compared with the
-- record of the last migrate, a tenant's schemas with the template.
--
-- A DBA may add views and indexes. Triggers, rules, policies and constraints are reported, because
-- they change the data that is stored.
--
-- Releases of PostgreSQL print the same object in different ways. After an upgrade of PostgreSQL or
-- a restore on a newer one, an object that differs from the record may be as it was: only a migrate
-- can tell.
create or replace function hardal_private.check_definitions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with held as materialized (
        select
            d.schema,
            d.kind,
            d.object,
            d.definition,
            sha256(convert_to(d.definition, 'UTF8')) as digest
        from hardal_private.object_definitions(
            array(select n.nspname from hardal_private.own_schemas() as n)
        ) as d
    ),

    meant as (
        select null as tenant, i.schema, i.kind, i.object, i.digest
        from hardal_private.installed as i
        union all
        select
            t.name,
            replace(h.schema, 'template', t.name),
            h.kind,
            h.object,
            sha256(convert_to(replace(h.definition, 'template', t.name), 'UTF8'))
        from held as h
        cross join hardal_private.tenants as t
        where
            h.schema in ('template', 'template__store')
            -- check_tenants reports a tenant that migrate has not reached yet
            and t.template_version = hardal_private.template_version()
    ),

    differ as (
        select
            coalesce(m.schema, h.schema) as schema,
            coalesce(m.kind, h.kind) as kind,
            coalesce(m.object, h.object) as object,
            m.tenant,
            case
                when h.digest is null then 'gone'
                when m.digest is null then 'not hardal''s'
                else 'changed'
            end as problem
        from meant as m
        full join held as h on m.schema = h.schema and m.kind = h.kind and m.object = h.object
        where
            m.digest is distinct from h.digest
            and (m.digest is not null or h.kind in ('trigger', 'rule', 'policy', 'constraint'))
            and exists (
                select
                from meant as s
                where s.schema = coalesce(m.schema, h.schema)
            )
    ),

    record as (
        select min(i.server) as server
        from hardal_private.installed as i
        where i.server <> current_setting('server_version_num')::int / 10000
    ),

    told as (
        select
            d.*,
            d.object like 'audit_log_is_append_only on audit_%' as guard,
            d.problem <> 'gone'
            and d.schema = any (hardal_private.shared_schemas())
            and r.server is not null as unsure
        from differ as d
        cross join record as r
    )

    select (
        'wrong',
        case when t.guard then 'audit log' else 'definition' end,
        format('%s %s.%s', t.kind, t.schema, t.object),
        format('it is %s', t.problem),
        case
            when t.guard then 'entries can be changed and deleted'
            else 'hardal''s promises hold for what migrate has made'
        end,
        case
            when t.problem = 'not hardal''s'
                then 'look at it, and ask who has made it, and why: hardal has not'
            when t.kind not in ('function', 'view', 'trigger')
                then 'compare it with the template, or a new database''s, and put it back'
            when t.tenant is null then 'hardal-admin migrate'
            else 'hardal-admin doctor --fix; '
                'where that fails, another object or another shape has its place: look at it'
        end,
        case
            when t.guard then 'select hardal_private.guard_audit_log()'
            when
                t.problem <> 'not hardal''s'
                and t.tenant is not null
                and t.kind in ('function', 'view')
                then format(
                    'select hardal_private.create_tenant_schemas(%1$L), '
                    'hardal_private.apply_template(%1$L)',
                    t.tenant
                )
        end
    )::hardal_private.finding
    from told as t
    where not t.unsure
    union all
    select (
        'wrong',
        'server version',
        'hardal_private.installed',
        format(
            'it was recorded on PostgreSQL %s, and %s objects look otherwise on this one',
            min(r.server),
            count(*)
        ),
        'doctor cannot tell which of them were changed',
        'hardal-admin migrate, after an upgrade of PostgreSQL or a restore on another release',
        null
    )::hardal_private.finding
    from told as t
    cross join record as r
    where t.unsure
    having count(*) > 0
$$;

comment on function hardal_private.check_definitions() is
'For doctor: functions, views, tables and triggers that were changed or dropped since a migrate '
'made them';
