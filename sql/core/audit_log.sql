-- The audit log is appended to only.
select hardal_private.guard_audit_log();
