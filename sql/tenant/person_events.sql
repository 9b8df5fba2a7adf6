-- The events with their persons. Two parts, so that a filter on person_id reads the events of this
-- person alone, by the index of client_id: a person's ids come from identities, or the only id is
-- the person. `events` itself has no person_id: a join in it takes the index from min and max of
-- created_at, also where nobody asks for persons.
create or replace view template.person_events with (security_invoker = true) as
select
    i.person_id,
    e.id,
    e.event_name,
    e.hardal_server_request_id,
    e.client_id,
    e.properties,
    e.created_at,
    e.received_at,
    e.event_date,
    e.event_hour,
    e.event_week,
    e.event_month
from template.identities as i
inner join template.events as e on i.client_id = e.client_id
union all
select
    e.client_id as person_id,
    e.id,
    e.event_name,
    e.hardal_server_request_id,
    e.client_id,
    e.properties,
    e.created_at,
    e.received_at,
    e.event_date,
    e.event_hour,
    e.event_week,
    e.event_month
from template.events as e
where
    not exists (
        select
        from template.identities as i
        where i.client_id = e.client_id
    );

comment on view template.person_events is
'Every event with its person, a row each; filter on person_id, created_at or event_date to read '
'little';
comment on column template.person_events.person_id is
'The person: the smallest id of those that are linked with client_id, else client_id itself; null '
'where the event has no client';
comment on column template.person_events.id is 'The event''s id, unique in the tenant';
comment on column template.person_events.event_name is 'The event''s name, e.g. purchase';
comment on column template.person_events.hardal_server_request_id is
'The request or user in the sending system';
comment on column template.person_events.client_id is
'The client (user, device, account) of the event';
comment on column template.person_events.properties is
'The event''s properties, a JSON object: properties ->> ''currency'' is a text';
comment on column template.person_events.created_at is
'When the event happened, as the sender says';
comment on column template.person_events.received_at is
'When the event was received; an import keeps the time of its file';
comment on column template.person_events.event_date is 'The day of created_at in UTC';
comment on column template.person_events.event_hour is
'The beginning of the hour of created_at; to group by, not to filter on';
comment on column template.person_events.event_week is
'The Monday of the week of created_at in UTC; to group by, not to filter on';
comment on column template.person_events.event_month is
'The first day of the month of created_at in UTC; to group by, not to filter on';

revoke all on template.person_events from public;
grant select on template.person_events to template__read;
