comment on table hardal_private.tenants is
'Tenants. Each tenant is a pair of schemas: <name> and <name>__store';
comment on column hardal_private.tenants.name is
'The tenant''s name, which is also the name of the schema of its read surface';
comment on column hardal_private.tenants.created_at is 'When the tenant was made';
comment on column hardal_private.tenants.suspended_at is
'Since when the tenant''s tokens are refused and its PSQL URLs cannot log in; '
'null while the tenant is active';
comment on column hardal_private.tenants.dropping_at is
'Since when the tenant is being dropped, which cannot be undone; null while it is not';
comment on column hardal_private.tenants.max_event_bytes is
'The most bytes that an event''s properties may have as text; null means hardal''s default';
comment on column hardal_private.tenants.quarantine_rows is
'The most rejected events that the quarantine keeps; null means hardal''s default';
comment on column hardal_private.tenants.quarantine_bytes is
'The most bytes that the quarantine keeps; null means hardal''s default';
comment on column hardal_private.tenants.quarantine_days is
'How many days the quarantine keeps a rejected event; null means hardal''s default';
comment on column hardal_private.tenants.retention_months is
'How many months an event is kept at least; null means without end';
comment on column hardal_private.tenants.horizon is
'Events older than this are too_old, and their months are dropped; maintenance moves it; '
'null where none was set';
comment on column hardal_private.tenants.migration is
'The newest migration that the tenant''s schemas have';
comment on column hardal_private.tenants.template_version is
'SHA-256 of the template''s text that the tenant''s schemas were last brought to';

comment on table hardal_private.signing_keys is
'Signing keys that tokens were signed with, by their ids; PostgREST has the secrets themselves';
comment on column hardal_private.signing_keys.id is
'Names the signing key without revealing it: the header kid of its tokens';
comment on column hardal_private.signing_keys.created_at is
'When the signing key was registered: with its first token, or when it was retired';
comment on column hardal_private.signing_keys.retires_at is
'When its tokens end at the latest; null while the signing key signs';

comment on table hardal_private.installed is
'Definitions that the last migrate made; doctor compares the definitions of now with them';
comment on column hardal_private.installed.schema is 'The schema that the object is in';
comment on column hardal_private.installed.kind is
'function, view, table, type, constraint, index, trigger, rule or policy';
comment on column hardal_private.installed.object is
'The object''s name in its schema; a function with its arguments, '
'a trigger, rule, policy or constraint with its table';
comment on column hardal_private.installed.digest is 'SHA-256 of the definition';

comment on table hardal_private.installed_grants is
'Rights that the last migrate granted on the API and the template; '
'doctor compares the rights of now with them';
comment on column hardal_private.installed_grants.schema is 'The schema that the object is in';
comment on column hardal_private.installed_grants.kind is
'schema, table, column, function or type; a view is a table here';
comment on column hardal_private.installed_grants.object is
'The object''s name in its schema; a function with its arguments, a column with its table';
comment on column hardal_private.installed_grants.grantee is 'The role that holds the right';
comment on column hardal_private.installed_grants.privilege is 'SELECT, EXECUTE, USAGE, ...';

comment on table hardal_private.tokens is
'Tokens that were issued; a token without a live row here is refused';
comment on column hardal_private.tokens.jti is 'The token''s id, its claim jti';
comment on column hardal_private.tokens.tenant is
'The tenant that the token speaks for, its claim tenant';
comment on column hardal_private.tokens.name is
'The name that people use; unique among the tenant''s tokens that are not revoked';
comment on column hardal_private.tokens.scope is 'ingest or read; the claim role is hardal_<scope>';
comment on column hardal_private.tokens.key_id is
'The id of the signing key that signed the token, its header kid';
comment on column hardal_private.tokens.created_at is 'When the token was issued';
comment on column hardal_private.tokens.expires_at is 'When the token expires, its claim exp';
comment on column hardal_private.tokens.revoked_at is
'From when on the token is refused; a rotation sets a time in the future; '
'null while nobody has revoked it';
comment on column hardal_private.tokens.used_at is
'The hour in which an ingest token was last used; '
'null where it was never used, and for read tokens';

comment on table hardal_private.urls is
'PSQL URLs that were issued; each is a LOGIN role of one tenant';
comment on column hardal_private.urls.role is 'The role that logs in, <tenant>__u_<name>';
comment on column hardal_private.urls.tenant is 'The tenant that the PSQL URL belongs to';
comment on column hardal_private.urls.name is 'The person or tool that the PSQL URL was given to';
comment on column hardal_private.urls.scope is
'read, aggregate or write; the role is a member of the group role <tenant>__<scope>';
comment on column hardal_private.urls.created_at is 'When the PSQL URL was issued';
comment on column hardal_private.urls.expires_at is
'Until when its password logs in; null means no expiry';
comment on column hardal_private.urls.revoked_at is
'Since when the PSQL URL is being revoked; the row is deleted when the role is dropped; '
'null while it is not';
comment on column hardal_private.urls.seen_at is
'When maintenance last saw a connection of the PSQL URL; null where it never did';
comment on column hardal_private.urls.connections is
'The most connections that the PSQL URL may have at once';
comment on column hardal_private.urls.statement_timeout is
'The statement_timeout that its connections start with, in milliseconds; 0 means none';

comment on table hardal_private.audit_log is
'Actions on tenants, tokens, PSQL URLs and the data of tenants: who did them and when; '
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

comment on table hardal_private.maintenance is
'The state of each tenant''s maintenance; its row is also the lock of maintenance and erasure';
comment on column hardal_private.maintenance.tenant is 'The tenant';
comment on column hardal_private.maintenance.done_at is
'When all steps were last done; null where they never were';
comment on column hardal_private.maintenance.failed_at is
'When a step last failed; null where the last round had no failure';
comment on column hardal_private.maintenance.failure is
'The step that failed, and PostgreSQL''s message';
comment on column hardal_private.maintenance.trim_block is
'The block of the ledger from which the ids of dropped months are searched next; '
'null where there are none';

comment on table hardal_private.receipts is
'Erasures: how much was erased and when, but not from whom';
comment on column hardal_private.receipts.receipt is 'Number of the receipt';
comment on column hardal_private.receipts.tenant is 'The tenant that was erased from';
comment on column hardal_private.receipts.actor is 'The login that erased';
comment on column hardal_private.receipts.chosen_by is
'How the person was found: client_id, request_id, properties; not their values';
comment on column hardal_private.receipts.began_at is 'When the erasure began';
comment on column hardal_private.receipts.covers_until is
'Everything of the person that was received before this time is erased; '
'null while the erasure is unfinished';
comment on column hardal_private.receipts.finished_at is
'When the erasure was done; null while it runs, or where it was stopped and has to be run again';
comment on column hardal_private.receipts.events is 'How many events were erased';
comment on column hardal_private.receipts.rejected_events is 'How many rejected events were erased';

comment on table hardal_private.template_files is
'The text that every tenant''s schemas are made from; it uses the name template for the tenant''s';
comment on column hardal_private.template_files.path is
'The file, relative to the sources of hardal';
comment on column hardal_private.template_files.ordinal is
'The place of the file in the order in which the files are run';
comment on column hardal_private.template_files.migration is
'True for a file that is run once for each tenant; other files are re-applied whole';
comment on column hardal_private.template_files.body is 'The text of the file';

comment on type hardal.event is 'An event as the API returns it';
comment on column hardal.event.id is 'The event''s id, unique in the tenant';
comment on column hardal.event.event_name is 'What happened, e.g. purchase';
comment on column hardal.event.hardal_server_request_id is
'The request or user in the sending system';
comment on column hardal.event.client_id is
'The client (user, device, account) that the event is of';
comment on column hardal.event.properties is 'All other data that was sent, a JSON object';
comment on column hardal.event.created_at is 'When it happened, as the sender says';
comment on column hardal.event.received_at is 'When it was stored';
comment on column hardal.event.event_date is 'The day of created_at in UTC';

comment on type hardal_private.finding is 'A finding of one of doctor''s checks';
comment on column hardal_private.finding.level is
'wrong, or open; '
'open means a default or a setting that hardal does not change, and that you may want to change';
comment on column hardal_private.finding.name is 'The check';
comment on column hardal_private.finding.object is
'The role, grant, table or other thing that the finding is about';
comment on column hardal_private.finding.problem is 'What is wrong with the object';
comment on column hardal_private.finding.why is 'Why it matters';
comment on column hardal_private.finding.mend is 'The command or SQL that mends it';
comment on column hardal_private.finding.fix is
'SQL that doctor --fix runs; null where a person should look first';
