-- The names of all stored events. The view reads the store with its owner's rights, for the same
-- reason as daily_activity.
create or replace view template.event_catalog as
select
    n.event_name,
    n.events,
    n.first_seen,
    n.last_seen,
    v.view_name::text as view_name,
    d.description
from (
    select
        a.event_name,
        sum(a.events)::bigint as events,
        min(a.first_at) as first_seen,
        max(a.last_at) as last_seen
    from template__store.all_activity as a
    where a.period = 'day' and a.event_name <> ''
    group by a.event_name
) as n
left join template__store.event_views as v on n.event_name = v.event_name
left join template__store.descriptions as d
    on n.event_name = d.event_name and d.property is null;

comment on view template.event_catalog is
'Each event name: how many events it has, the first and the last of them, and its typed view';
comment on column template.event_catalog.event_name is 'The events'' name, e.g. purchase';
comment on column template.event_catalog.events is 'How many events of this name there are';
comment on column template.event_catalog.first_seen is 'created_at of the first event of this name';
comment on column template.event_catalog.last_seen is 'created_at of the last event of this name';
comment on column template.event_catalog.view_name is
'The typed view in this schema, which has one column per property; null where there is none '
'(yet)';
comment on column template.event_catalog.description is
'What people wrote about the event (hardal-admin views describe); null where nobody did';

revoke all on template.event_catalog from public;
grant select on template.event_catalog to template__read, template__aggregate;
