-- Tenants that a migrate has not reached, and the audit log's trigger.
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
    union all
    select ('wrong', 'audit log', 'hardal_private.audit_log', 'its trigger is gone or off',
        'entries can be changed and deleted',
        'hardal-admin doctor --fix',
        'create or replace trigger audit_log_is_append_only before update or delete or truncate on hardal_private.audit_log'
        || ' for each statement execute function hardal_private.refuse_change()')::hardal_private.finding
    where not exists (
        select
        from pg_trigger as g
        where
            g.tgrelid = 'hardal_private.audit_log'::regclass
            and g.tgname = 'audit_log_is_append_only'
            and g.tgfoid = 'hardal_private.refuse_change()'::regprocedure
            and g.tgenabled in ('O', 'A')
    )
$$;

comment on function hardal_private.check_versions() is
'For doctor: tenants of another version, and an audit log that can be changed';
