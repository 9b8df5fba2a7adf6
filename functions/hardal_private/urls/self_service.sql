-- Tells whether PSQL URLs can be made over HTTP. The owner of the schema hardal_doorkeeper is the
-- record of it: see sql/core/doorkeeper.sql.
create or replace function hardal_private.self_service()
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select
        from pg_namespace as n
        where n.nspname = 'hardal_doorkeeper' and n.nspowner = to_regrole('hardal_doorkeeper')
    )
$$;

comment on function hardal_private.self_service() is
'Returns whether self-service is on: whether PSQL URLs can be made over HTTP';
