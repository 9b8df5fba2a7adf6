-- How many clients were active each day, week and month. The view reads the store with its owner's
-- rights, for the same reason as daily_activity.
create or replace view template.active_clients as
select
    a.period,
    a.starts_on,
    a.clients,
    a.events
from template__store.all_activity as a
where a.event_name = '';

comment on view template.active_clients is
'Active clients by day, week and month (UTC), right to the last event: filter on period';
comment on column template.active_clients.period is 'day, week or month';
comment on column template.active_clients.starts_on is
'First day of the period in UTC; weeks begin on Mondays';
comment on column template.active_clients.clients is
'How many different clients had an event in the period';
comment on column template.active_clients.events is
'How many events the period has, including those without a client_id';

revoke all on template.active_clients from public;
grant select on template.active_clients to template__read, template__aggregate;
