-- Returns hardal's schemas in this database: its own four, the template's two, and the two of each
-- tenant.
create or replace function hardal_private.own_schemas()
returns setof pg_namespace
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select n.*
    from pg_namespace as n
    where
        n.nspname = any (hardal_private.shared_schemas())
        or exists (
            select
            from hardal_private.tenants as t
            where n.nspname in (t.name, t.name || '__store')
        )
$$;

comment on function hardal_private.own_schemas() is
'The rows of pg_namespace that are hardal''s schemas';
