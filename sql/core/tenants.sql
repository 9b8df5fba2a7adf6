-- Comments on the registry of tenants.
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
comment on column hardal_private.tenants.read_timeout is
'After how many milliseconds a read over HTTP is cancelled; null means hardal''s default';
comment on column hardal_private.tenants.write_timeout is
'After how many milliseconds a write over HTTP is cancelled; null means hardal''s default';
comment on column hardal_private.tenants.reads_at_once is
'How many reads over HTTP may run at once; null means hardal''s default';
comment on column hardal_private.tenants.writes_at_once is
'How many writes over HTTP may run at once; null means as many as PostgREST has connections';
comment on column hardal_private.tenants.max_urls is
'How many PSQL URLs the tenant may have; null means hardal''s default';
comment on column hardal_private.tenants.horizon is
'Events older than this are too_old, and their months are dropped; maintenance moves it; '
'null where none was set';
comment on column hardal_private.tenants.migration is
'The newest migration that the tenant''s schemas have';
comment on column hardal_private.tenants.template_version is
'SHA-256 of the template''s text that the tenant''s schemas were last made from';
