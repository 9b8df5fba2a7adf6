-- Reports functions of the API that PostgREST may take for several, after pg_upgrade.
create or replace function hardal_private.check_api_functions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'function id',
        format('function %s', f.f),
        'another object has the same id, and a comment',
        'PostgREST before 12.2.12 takes it for several functions, and answers every call with 300',
        'hardal-admin migrate, then systemctl reload hardal-postgrest (SIGUSR1)',
        null
    )::hardal_private.finding
    from hardal_private.ambiguous_functions() as f (f)
$$;

comment on function hardal_private.check_api_functions() is
'For doctor: functions of the API that PostgREST may take for several';
