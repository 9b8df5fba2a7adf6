-- The schema of functions that the reports of all tenants share. They compute from their arguments,
-- or read with their caller's rights, so PUBLIC may call them.
comment on schema hardal_helpers is
'hardal: functions that the reports of all tenants share; not for readers';
revoke all on schema hardal_helpers from public;
grant usage on schema hardal_helpers to public;
