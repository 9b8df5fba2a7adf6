-- Records the definitions of hardal's own objects at the end of a migrate. doctor reports the
-- objects that have changed since.
create or replace function hardal_private.record_definitions()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    delete from hardal_private.installed;

    insert into hardal_private.installed (schema, kind, object, digest)
    select d.schema, d.kind, d.object, sha256(convert_to(d.definition, 'UTF8'))
    from hardal_private.object_definitions() as d
    where
        d.schema in (
            'hardal', 'hardal_helpers', 'hardal_private', 'template', 'template__store'
        )
$$;

comment on function hardal_private.record_definitions() is
'Records the definitions of the objects that migrate has made';
