comment on table hardal_private.tenants is 'Tenants: each is a pair of schemas, <name> and <name>__store';
comment on column hardal_private.tenants.name is 'The tenant''s name, and that of its read surface''s schema';
comment on column hardal_private.tenants.created_at is 'When the tenant was made';
comment on column hardal_private.tenants.suspended_at is 'Since when its tokens are refused and its PSQL URLs cannot log in; null while it is active';
comment on column hardal_private.tenants.dropping_at is 'Since when it is being dropped: it cannot be taken back; null while it is not';
comment on column hardal_private.tenants.max_event_bytes is 'The most bytes that an event''s properties may have as text; null is the default';
comment on column hardal_private.tenants.quarantine_rows is 'The most events that its quarantine keeps; null is the default';
comment on column hardal_private.tenants.quarantine_bytes is 'The most bytes that its quarantine keeps; null is the default';
comment on column hardal_private.tenants.quarantine_days is 'How many days its quarantine keeps an event; null is the default';
comment on column hardal_private.tenants.retention_months is 'How many months an event is kept at least; null is without end';
comment on column hardal_private.tenants.horizon is 'Older events are too_old, and their months dropped; maintenance moves it. Null: none was';
comment on column hardal_private.tenants.migration is 'The newest migration that its schemas have';
comment on column hardal_private.tenants.template_version is 'Hash of the template''s text that its schemas were last brought to';

comment on table hardal_private.signing_keys is 'Keys that tokens were signed with, by their ids; the keys themselves are PostgREST''s';
comment on column hardal_private.signing_keys.id is 'Names the key without telling it: the header kid of its tokens';
comment on column hardal_private.signing_keys.created_at is 'When it first signed';
comment on column hardal_private.signing_keys.retires_at is 'When its tokens end, at the latest; null while it signs';

comment on table hardal_private.installed is 'What the last migrate made, by which doctor sees what was changed since';
comment on column hardal_private.installed.schema is 'The schema that the object is in';
comment on column hardal_private.installed.kind is 'function, view, table, type, constraint, index, trigger, rule or policy';
comment on column hardal_private.installed.object is 'Its name there, with what it is on';
comment on column hardal_private.installed.digest is 'SHA-256 of its definition';

comment on table hardal_private.tokens is 'Tokens that were issued; a token without a live row here is refused';
comment on column hardal_private.tokens.jti is 'The token''s id, its claim jti';
comment on column hardal_private.tokens.tenant is 'The tenant it speaks for, its claim tenant';
comment on column hardal_private.tokens.name is 'What people call it; unique among the tenant''s live tokens';
comment on column hardal_private.tokens.scope is 'ingest or read: its claim role is hardal_<scope>';
comment on column hardal_private.tokens.key_id is 'Id of the key that signed it, its header kid';
comment on column hardal_private.tokens.created_at is 'When it was issued';
comment on column hardal_private.tokens.expires_at is 'When it ends, its claim exp';
comment on column hardal_private.tokens.revoked_at is 'From when it is refused, which a rotation sets ahead; null while nobody has revoked it';
comment on column hardal_private.tokens.used_at is 'The hour in which an ingest token was last used; null where it never was, and for read tokens';

comment on table hardal_private.urls is 'PSQL URLs that were issued: each is a LOGIN role of one tenant';
comment on column hardal_private.urls.role is 'The role that logs in, <tenant>__u_<name>';
comment on column hardal_private.urls.tenant is 'The tenant whose read surface it sees';
comment on column hardal_private.urls.name is 'The person or tool it was given to';
comment on column hardal_private.urls.scope is 'What it may do: the group role <tenant>__<scope> that it is in';
comment on column hardal_private.urls.created_at is 'When it was issued';
comment on column hardal_private.urls.expires_at is 'Until when its password logs in; null is for ever';
comment on column hardal_private.urls.revoked_at is 'Since when it is being revoked; the row goes with the role';
comment on column hardal_private.urls.seen_at is 'When maintenance last saw a session of it; null where it never did';
comment on column hardal_private.urls.connections is 'The most sessions that it may have at once';
comment on column hardal_private.urls.statement_timeout is 'What its sessions start with, in milliseconds; 0 is none';

comment on table hardal_private.audit_log is 'Who did what to which tenant, token, PSQL URL, quarantine or erasure; appended to, never changed';
comment on column hardal_private.audit_log.entry is 'Number of the entry';
comment on column hardal_private.audit_log.at is 'When it was done';
comment on column hardal_private.audit_log.actor is 'The login that did it';
comment on column hardal_private.audit_log.action is 'What was done, such as url.create';
comment on column hardal_private.audit_log.tenant is 'The tenant that it was done to';
comment on column hardal_private.audit_log.object is 'The token, PSQL URL or other thing, by name';
comment on column hardal_private.audit_log.details is 'What else is worth knowing; no secret, no personal data';

comment on table hardal_private.maintenance is 'How maintenance fares with each tenant';
comment on column hardal_private.maintenance.tenant is 'The tenant';
comment on column hardal_private.maintenance.done_at is 'When all its steps were last done; null where they never were';
comment on column hardal_private.maintenance.failed_at is 'When a step last failed; null where the last run went well';
comment on column hardal_private.maintenance.failure is 'The step that failed, and what PostgreSQL said';
comment on column hardal_private.maintenance.trim_block is 'Where in the ledger the ids of dropped months are being looked for; null where there are none';

comment on table hardal_private.receipts is 'Erasures: how much was erased and when, and nothing of whom';
comment on column hardal_private.receipts.receipt is 'Number of the receipt';
comment on column hardal_private.receipts.tenant is 'The tenant that was erased from';
comment on column hardal_private.receipts.actor is 'The login that did it';
comment on column hardal_private.receipts.chosen_by is 'What the person was found by: client_id, request_id, properties; not their values';
comment on column hardal_private.receipts.began_at is 'When it began';
comment on column hardal_private.receipts.covers_until is 'All that was received before this time is erased';
comment on column hardal_private.receipts.finished_at is 'When it was done; null while it runs, or where it was stopped and is to be run again';
comment on column hardal_private.receipts.events is 'How many events were erased';
comment on column hardal_private.receipts.rejected_events is 'How many entries of the quarantine were erased';

comment on table hardal_private.template_files is 'The text that every tenant''s schemas are made from, with the name template';
comment on column hardal_private.template_files.path is 'The file, relative to the sources of hardal';
comment on column hardal_private.template_files.ordinal is 'Its place in the order they are run in';
comment on column hardal_private.template_files.migration is 'True for what is run once a tenant; the rest is re-applied whole';
comment on column hardal_private.template_files.body is 'The file''s text';

comment on type hardal.event is 'An event as the API returns it';
comment on column hardal.event.id is 'The event''s id, unique in the tenant';
comment on column hardal.event.event_name is 'What happened, e.g. purchase';
comment on column hardal.event.hardal_server_request_id is 'The request or user in the sending system';
comment on column hardal.event.client_id is 'The client (user, device, account) that the event is of';
comment on column hardal.event.properties is 'All else that was sent, a JSON object';
comment on column hardal.event.created_at is 'When it happened, as the sender says';
comment on column hardal.event.received_at is 'When it was stored';
comment on column hardal.event.event_date is 'The day of created_at in UTC';

comment on type hardal_private.finding is 'What a check of doctor''s found';
comment on column hardal_private.finding.level is 'wrong; or open: PostgreSQL''s default that hardal may not change, and you may want to';
comment on column hardal_private.finding.name is 'The check';
comment on column hardal_private.finding.object is 'The role, grant, table or other thing';
comment on column hardal_private.finding.problem is 'What is wrong with it';
comment on column hardal_private.finding.why is 'Why it matters';
comment on column hardal_private.finding.mend is 'The command or SQL that mends it';
comment on column hardal_private.finding.fix is 'SQL that doctor --fix runs; null where a person should look first';
