-- Makes the audit log append-only.
select hardal_private.guard_audit_log();
