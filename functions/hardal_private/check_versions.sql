-- Tenants that a migrate has not reached.
create or replace function hardal_private.check_versions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select ('wrong', 'version', format('tenant %s', t.name), 'its functions and views are of another version of hardal',
        'it misses what has been mended since', 'hardal-admin migrate', null)::hardal_private.finding
    from hardal_private.tenants as t
    where t.template_version <> hardal_private.template_version()
$$;

comment on function hardal_private.check_versions() is 'For doctor: tenants of another version';
