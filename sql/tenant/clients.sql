-- The clients. The view groups by client and day first: two hash aggregates are faster than
-- count(distinct), which sorts. It reads indexed columns only, and a filter on client_id reads the
-- events of this client alone.
create or replace view template.clients with (security_invoker = true) as
select
    d.client_id,
    min(d.first_at) as first_seen,
    max(d.last_at) as last_seen,
    sum(d.events)::bigint as events,
    count(*) as active_days
from (
    select
        e.client_id,
        min(e.created_at) as first_at,
        max(e.created_at) as last_at,
        count(*) as events
    from template.events as e
    where e.client_id is not null
    group by e.client_id, (e.created_at at time zone 'UTC')::date
) as d
group by d.client_id;

comment on view template.clients is
'Each client: its first and its last event, how many events it had and on how many days';
comment on column template.clients.client_id is 'The client (user, device, account)';
comment on column template.clients.first_seen is 'created_at of its first event';
comment on column template.clients.last_seen is 'created_at of its last event';
comment on column template.clients.events is 'How many events the client had';
comment on column template.clients.active_days is 'On how many days (UTC) the client had an event';

revoke all on template.clients from public;
grant select on template.clients to template__read;
