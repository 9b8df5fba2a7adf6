-- The tenant's two schemas, and the meaning of the tables in the store.
--
-- Readers get no right on the store and its tables, so BI tools do not list them.
comment on schema template is 'hardal: the read surface of one tenant';
comment on schema template__store is
'hardal: the tables and functions of one tenant; not for readers';
revoke all on schema template, template__store from public;
grant usage on schema template to template__read, template__aggregate;

comment on table template__store.events is 'Events, one partition per month of created_at (UTC)';
comment on column template__store.events.id is 'The event''s id, unique in the tenant by event_ids';
comment on column template__store.events.created_at is
'When the event happened, as the sender says';
comment on column template__store.events.received_at is
'Start of the transaction that stored the event, or the time of a later erasure that did not have '
'to wait for it; an import keeps the received_at of its file';
comment on column template__store.events.event_name is 'The event''s name';
comment on column template__store.events.hardal_server_request_id is
'The request or user in the sending system';
comment on column template__store.events.client_id is 'The client of the event';
comment on column template__store.events.properties is
'The event''s properties, a JSON object';

comment on table template__store.month_pattern is
'Always empty: the tables that hold the rows of a month are made like this one, with its indexes. '
'A transaction that makes partitions locks it, so that no two make partitions at once';
comment on column template__store.month_pattern.id is
'The event''s id, unique in the tenant by event_ids';
comment on column template__store.month_pattern.created_at is
'When the event happened, as the sender says';
comment on column template__store.month_pattern.received_at is
'Start of the transaction that stored the event; an import keeps the received_at of its file';
comment on column template__store.month_pattern.event_name is 'The event''s name';
comment on column template__store.month_pattern.hardal_server_request_id is
'The request or user in the sending system';
comment on column template__store.month_pattern.client_id is 'The client of the event';
comment on column template__store.month_pattern.properties is
'The event''s properties, a JSON object';

comment on table template__store.event_ids is
'The ledger: one row for each stored event and each tombstone, so that a retry stores nothing '
'twice';
comment on column template__store.event_ids.id is 'The event''s id';
comment on column template__store.event_ids.created_at is
'The event''s time, which names its partition; null in a tombstone';
comment on column template__store.event_ids.digest is
'Hash of the event''s content, which tells a retry from a conflict; null in a tombstone';

comment on table template__store.rejected_events is 'The quarantine: rejected events';
comment on column template__store.rejected_events.rejected_id is 'Id of the rejected event';
comment on column template__store.rejected_events.received_at is 'When the event was rejected';
comment on column template__store.rejected_events.payload is
'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
comment on column template__store.rejected_events.raw is
'The bytes that were sent, where PostgreSQL cannot hold them as JSON; the first 8 KiB, where the '
'event was too large; null otherwise';
comment on column template__store.rejected_events.bytes is
'Size of the line that was sent, or of the event as jsonb';
comment on column template__store.rejected_events.counted_bytes is
'Bytes that the event counts for in the quarantine''s limit';
comment on column template__store.rejected_events.errors is
'Every fault: an array of field, code and message';

comment on table template__store.quarantine_changes is
'How full the quarantine is: the sum of these rows';
comment on column template__store.quarantine_changes.kept is
'Number of events that came in; negative for events that left';
comment on column template__store.quarantine_changes.bytes is
'Their bytes; negative for events that left';
comment on column template__store.quarantine_changes.dropped is
'Number of rejected events that were not kept, because the quarantine was full';
