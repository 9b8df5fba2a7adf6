-- The tenant's events, as analysts read them. The view reads the store with its owner's rights, so
-- readers hold no right on the store, and no tool lists its tables. The right to read events is the
-- right on this view: all other views that show events read it with their reader's rights. Only
-- client_months shows clients without it, and all who may read one may read the other.
--
-- event_date must be the very expression that make_partitions partitions a month by. Otherwise a
-- filter on it reads every month.
create or replace view template.events as
select
    e.id,
    e.event_name,
    e.hardal_server_request_id,
    e.client_id,
    e.properties,
    e.created_at,
    e.received_at,
    (e.created_at at time zone 'UTC')::date as event_date,
    date_trunc('hour', e.created_at, 'UTC') as event_hour,
    date_trunc('week', e.created_at at time zone 'UTC')::date as event_week,
    date_trunc('month', e.created_at at time zone 'UTC')::date as event_month
from template__store.events as e;

comment on view template.events is
'Every event stored, a row each; filter on created_at or event_date to read few partitions';
comment on column template.events.id is 'The event''s id, unique in the tenant';
comment on column template.events.event_name is 'The event''s name, e.g. purchase';
comment on column template.events.hardal_server_request_id is
'The request or user in the sending system';
comment on column template.events.client_id is 'The client (user, device, account) of the event';
comment on column template.events.properties is
'The event''s properties, a JSON object: properties ->> ''currency'' is a text';
comment on column template.events.created_at is 'When the event happened, as the sender says';
comment on column template.events.received_at is
'When the event was received; an import keeps the time of its file';
comment on column template.events.event_date is 'The day of created_at in UTC';
comment on column template.events.event_hour is
'The beginning of the hour of created_at; to group by, not to filter on';
comment on column template.events.event_week is
'The Monday of the week of created_at in UTC; to group by, not to filter on';
comment on column template.events.event_month is
'The first day of the month of created_at in UTC; to group by, not to filter on';

revoke all on template.events from public;
grant select on template.events to template__read;
