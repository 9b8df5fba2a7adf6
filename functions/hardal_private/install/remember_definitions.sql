-- Keeps the definitions as they are before a migrate, until the end of its transaction:
-- record_definitions tells by them which objects migrate has made. They are kept in a setting,
-- because a login may lack the right to make a temporary table.
create or replace function hardal_private.remember_definitions()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    select set_config('hardal.definitions', coalesce(jsonb_agg(to_jsonb(d))::text, '[]'), true)
    from (
        select
            o.schema,
            o.kind,
            o.object,
            sha256(convert_to(o.definition, 'UTF8')) as digest
        from hardal_private.object_definitions(hardal_private.shared_schemas()) as o
    ) as d
$$;

comment on function hardal_private.remember_definitions() is
'Keeps the definitions of hardal''s objects for record_definitions, until the transaction ends';
