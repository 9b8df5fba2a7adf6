-- Records the definitions that a migrate has made, at its end. doctor reports the objects that
-- have changed since.
--
-- An object that the migrate left as it was keeps its record, or goes on without one. So an object
-- that somebody else made or changed before the migrate does not become hardal's by it. After an
-- upgrade of PostgreSQL the same object may look otherwise, so its record is renewed then.
create or replace function hardal_private.record_definitions()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    merge into hardal_private.installed as i
    using (
        select
            d.digest,
            coalesce(d.schema, b.schema) as schema,
            coalesce(d.kind, b.kind) as kind,
            coalesce(d.object, b.object) as object,
            coalesce(d.digest = b.digest, false) as as_before
        from (
            select
                o.schema,
                o.kind,
                o.object,
                sha256(convert_to(o.definition, 'UTF8')) as digest
            from hardal_private.object_definitions(hardal_private.shared_schemas()) as o
        ) as d
        full join jsonb_to_recordset(
            coalesce(nullif(current_setting('hardal.definitions', true), ''), '[]')::jsonb
        ) as b (schema name, kind text, object text, digest bytea)
            on d.schema = b.schema and d.kind = b.kind and d.object = b.object
    ) as n
        on i.schema = n.schema and i.kind = n.kind and i.object = n.object
    when matched and n.digest is null then
        delete
    when
        matched and (
            not n.as_before
            -- migrate makes these anew each time
            or i.kind in ('function', 'view')
            or i.server <> current_setting('server_version_num')::int / 10000
        )
        then
        update set digest = n.digest, server = default
    when not matched and n.digest is not null and not n.as_before then
        insert (schema, kind, object, digest) values (n.schema, n.kind, n.object, n.digest)
$$;

comment on function hardal_private.record_definitions() is
'Records the definitions of the objects that migrate has made';
