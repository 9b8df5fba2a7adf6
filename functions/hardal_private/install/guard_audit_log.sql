-- Puts the append-only trigger on the audit log and on its digests. doctor reports a trigger that
-- is missing or disabled, and puts it back with this function.
create or replace function hardal_private.guard_audit_log()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    create or replace trigger audit_log_is_append_only
    before update or delete or truncate on hardal_private.audit_log
    for each statement execute function hardal_private.refuse_change();
    alter table hardal_private.audit_log enable always trigger audit_log_is_append_only;

    create or replace trigger audit_log_is_append_only
    before update or delete or truncate on hardal_private.audit_digests
    for each statement execute function hardal_private.refuse_change();
    alter table hardal_private.audit_digests enable always trigger audit_log_is_append_only;
end
$$;

comment on function hardal_private.guard_audit_log() is
'Puts the trigger on the audit log and its digests that refuses UPDATE, DELETE and TRUNCATE';
