-- Records the grants that migrate has made. doctor compares the rights on the API, and each
-- tenant's rights, with this record. hardal grants rights on its own objects to its own roles only,
-- but for the helpers of reports, which are everybody's. Any other grant is left out of the record,
-- so that doctor reports it.
create or replace function hardal_private.record_grants()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    delete from hardal_private.installed_grants;

    insert into hardal_private.installed_grants (schema, kind, object, grantee, privilege)
    select distinct
        g.schema,
        g.kind,
        g.object,
        g.grantee,
        g.privilege
    from hardal_private.held_grants() as g
    where
        g.schema = any (hardal_private.shared_schemas())
        and (
            g.owner = 'hardal_owner'
            -- hardal's functions call the doorkeeper's
            or (
                g.schema = 'hardal_doorkeeper'
                and g.owner = 'hardal_doorkeeper'
                and g.grantee = 'hardal_owner'
            )
        )
        and (
            g.grantee in (
                'hardal_owner',
                'hardal_anon', 'hardal_ingest', 'hardal_read', 'hardal_aggregate', 'hardal_manage',
                'hardal_monitor'
            )
            or (g.schema = 'hardal_helpers' and g.grantee = 'PUBLIC')
            or g.grantee in (
                select 'template__' || s.scope
                from unnest(hardal_private.url_scopes()) as s (scope)
            )
        )
$$;

comment on function hardal_private.record_grants() is
'Records the grants on the API and on the template, as migrate has just made them';
