-- Reports tenants that a migrate has not reached, and tenants whose drop was stopped half-way.
create or replace function hardal_private.check_tenants()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'version',
        format('tenant %s', t.name),
        'its functions and views are of another version of hardal',
        'it misses what has been mended since',
        'hardal-admin migrate',
        null
    )::hardal_private.finding
    from hardal_private.tenants as t
    where t.template_version <> hardal_private.template_version()
    union all
    select (
        'wrong',
        'half-dropped tenant',
        format('tenant %s', t.name),
        format('its drop began %s and was stopped half-way', t.dropping_at),
        'part of what it held is gone, and what is left cannot be taken back',
        format('hardal-admin tenant drop %1$s --yes %1$s', t.name),
        null
    )::hardal_private.finding
    from hardal_private.tenants as t
    where t.dropping_at is not null
$$;

comment on function hardal_private.check_tenants() is
'For doctor: tenants of another version, and half-dropped tenants';
