-- The audit log is appended to only; doctor sees when this trigger is gone.
create or replace trigger audit_log_is_append_only
before update or delete or truncate on hardal_private.audit_log
for each statement execute function hardal_private.refuse_change();
