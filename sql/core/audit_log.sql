-- Makes the audit log append-only.
select hardal_private.guard_audit_log();

comment on table hardal_private.audit_log is
'Actions on tenants, tokens, PSQL URLs and the data of tenants, each with its login and time; '
'entries are added, never changed';
comment on column hardal_private.audit_log.entry is 'Number of the entry';
comment on column hardal_private.audit_log.at is 'When the action was done';
comment on column hardal_private.audit_log.actor is 'The login that did the action';
comment on column hardal_private.audit_log.action is 'The action, such as url.create';
comment on column hardal_private.audit_log.tenant is
'The tenant that the action concerns; null where it concerns none';
comment on column hardal_private.audit_log.object is
'The token, PSQL URL or other thing that the action concerns, by name';
comment on column hardal_private.audit_log.details is
'More facts about the action, as a JSON object; no secrets and no personal data';

comment on table hardal_private.audit_digests is
'The digest of each entry of the audit log, written with it; doctor compares both';
comment on column hardal_private.audit_digests.entry is 'Number of the entry';
comment on column hardal_private.audit_digests.digest is 'SHA-256 of what the entry says';
