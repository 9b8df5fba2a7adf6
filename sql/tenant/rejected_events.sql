-- The quarantine, as the tenant's analysts read it: the rejected events and the reasons. The view
-- reads the store with its owner's rights, for the same reason as events.
create or replace view template.rejected_events as
select
    r.rejected_id,
    r.received_at,
    r.payload ->> 'event_name' as event_name,
    r.errors,
    r.payload,
    r.raw,
    r.bytes
from template__store.rejected_events as r;

comment on view template.rejected_events is
'Rejected events, kept with the reasons so that a DBA can mend and replay them';
comment on column template.rejected_events.rejected_id is
'Id of the rejected event, as in the answer that the sender got';
comment on column template.rejected_events.received_at is 'When the event was rejected';
comment on column template.rejected_events.event_name is
'The event_name that was sent; null where there was none';
comment on column template.rejected_events.errors is
'Every fault: an array of field, code and message';
comment on column template.rejected_events.payload is
'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
comment on column template.rejected_events.raw is
'The bytes that were sent, where they are no JSON; the first 8 KiB, where the event was too '
'large; null otherwise: convert_from(raw, ''UTF8'')';
comment on column template.rejected_events.bytes is
'Size of the line that was sent, or of the event as jsonb';

revoke all on template.rejected_events from public;
grant select on template.rejected_events to template__read;
