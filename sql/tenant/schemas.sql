-- What the tenant's two schemas are, and what its tables hold. Readers get no USAGE on the store: what its views
-- read is granted table by table, and BI tools list none of it.
comment on schema template is 'hardal: the read surface of one tenant';
comment on schema template__store is 'hardal: the tables and functions of one tenant; not for readers';
revoke all on schema template, template__store from public;
grant usage on schema template to template__read, template__aggregate;

comment on table template__store.events is 'Events, a partition a month of created_at (UTC)';
comment on column template__store.events.id is 'The event''s id, unique in the tenant by event_ids';
comment on column template__store.events.created_at is 'When it happened, as the sender says';
comment on column template__store.events.received_at is 'Start of the transaction that stored it';
comment on column template__store.events.event_date is 'The day of created_at in UTC';
comment on column template__store.events.event_name is 'What happened';
comment on column template__store.events.hardal_server_request_id is 'The request or user in the sending system';
comment on column template__store.events.client_id is 'The client that the event is of';
comment on column template__store.events.properties is 'All else that was sent, a JSON object';

comment on table template__store.event_ids is 'The ledger: every id ever stored, which is what makes a retry harmless';
comment on column template__store.event_ids.id is 'The event''s id';
comment on column template__store.event_ids.created_at is 'Its time, which names its partition; null in a tombstone';
comment on column template__store.event_ids.digest is 'Hash of its content, to tell a retry from a conflict; null in a tombstone';

comment on table template__store.rejected_events is 'The quarantine: events that were refused';
comment on column template__store.rejected_events.rejected_id is 'Id of the refusal';
comment on column template__store.rejected_events.received_at is 'When it was refused';
comment on column template__store.rejected_events.payload is 'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
comment on column template__store.rejected_events.raw is 'What was sent, where it is no JSON that PostgreSQL can hold; the first 8 KiB, where it was too large';
comment on column template__store.rejected_events.bytes is 'Size of what was sent: of the line, or of the event as jsonb';
comment on column template__store.rejected_events.counted_bytes is 'What it counts for in the limit of the quarantine''s bytes';
comment on column template__store.rejected_events.errors is 'Every fault: an array of field, code and message';

comment on table template__store.quarantine_changes is 'How full the quarantine is: the sum of these rows';
comment on column template__store.quarantine_changes.kept is 'Events that came in; negative for those that went';
comment on column template__store.quarantine_changes.bytes is 'Their bytes';
comment on column template__store.quarantine_changes.dropped is 'Events that were refused and not kept, because the quarantine was full';

comment on table template__store.partition_lock is 'Empty: locked while a partition is made, so that two do not make it at once';
