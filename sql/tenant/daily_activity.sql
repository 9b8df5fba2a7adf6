-- How many events of each name each day has, and from how many clients.
--
-- The view reads the store with its owner's rights. So readers with the scope aggregate need no
-- right on the events themselves. They may see no client and no value of a property.
create or replace view template.daily_activity as
select
    a.starts_on as day,
    a.event_name,
    a.events,
    a.clients
from template__store.all_activity as a
where a.period = 'day' and a.event_name <> '';

comment on view template.daily_activity is
'Events and clients by day (UTC) and event name, right to the last event';
comment on column template.daily_activity.day is 'The day in UTC';
comment on column template.daily_activity.event_name is 'The events'' name, e.g. purchase';
comment on column template.daily_activity.events is 'How many events the day has';
comment on column template.daily_activity.clients is
'How many different clients had these events; events without a client_id do not count';

revoke all on template.daily_activity from public;
grant select on template.daily_activity to template__read, template__aggregate;
