-- Reports objects that are not as migrate made them. hardal's own schemas are compared with the
-- record of the last migrate, a tenant's schemas with the template.
--
-- A DBA may add views and indexes. Triggers, rules, policies and constraints are reported, because
-- they change the data that is stored.
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
        from hardal_private.object_definitions() as d
    ),

    meant as (
        select null as tenant, i.*
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
    )

    select (
        'wrong',
        case
            when d.object = 'audit_log_is_append_only on audit_log' then 'audit log'
            else 'definition'
        end,
        format('%s %s.%s', d.kind, d.schema, d.object),
        format('it is %s', d.problem),
        case
            when d.object = 'audit_log_is_append_only on audit_log'
                then 'entries can be changed and deleted'
            else 'hardal''s promises hold for what migrate has made'
        end,
        case
            when d.problem = 'not hardal''s' then 'drop it, once you know what it is'
            when d.kind not in ('function', 'view', 'trigger')
                then 'compare it with the template, or a new database''s, and put it back'
            when d.tenant is null then 'hardal-admin migrate'
            else 'hardal-admin doctor --fix; where that fails, drop it before'
        end,
        case
            when d.object = 'audit_log_is_append_only on audit_log'
                then 'select hardal_private.guard_audit_log()'
            when
                d.problem <> 'not hardal''s'
                and d.tenant is not null
                and d.kind in ('function', 'view')
                then format(
                    'select hardal_private.create_tenant_schemas(%1$L), '
                    'hardal_private.apply_template(%1$L)',
                    d.tenant
                )
        end
    )::hardal_private.finding
    from differ as d
    order by d.schema, d.kind, d.object
$$;

comment on function hardal_private.check_definitions() is
'For doctor: functions, views, tables and triggers that were changed or dropped since a migrate '
'made them';
