-- The tenant's events, as analysts see them: read with the reader's own rights.
create or replace view template.events with (security_invoker = true) as
select
    e.id,
    e.event_name,
    e.hardal_server_request_id,
    e.client_id,
    e.properties,
    e.created_at,
    e.received_at,
    e.event_date,
    date_trunc('hour', e.created_at, 'UTC') as event_hour,
    date_trunc('week', e.event_date::timestamp)::date as event_week,
    date_trunc('month', e.event_date::timestamp)::date as event_month
from template__store.events as e;

comment on view template.events is 'Every event stored, a row each; filter on created_at or event_date to read few partitions';
comment on column template.events.id is 'The event''s id, unique in the tenant';
comment on column template.events.event_name is 'What happened, e.g. purchase';
comment on column template.events.hardal_server_request_id is 'The request or user in the sending system';
comment on column template.events.client_id is 'The client (user, device, account) that the event is of';
comment on column template.events.properties is 'All else that was sent, a JSON object: properties ->> ''currency'' is a text';
comment on column template.events.created_at is 'When it happened, as the sender says';
comment on column template.events.received_at is 'When it was stored';
comment on column template.events.event_date is 'The day of created_at in UTC';
comment on column template.events.event_hour is 'The hour of created_at: when it began';
comment on column template.events.event_week is 'The week of created_at in UTC: its Monday';
comment on column template.events.event_month is 'The month of created_at in UTC: its first day';

revoke all on template.events from public;
grant select on template.events to template__read;
grant select on template__store.events to template__read;
