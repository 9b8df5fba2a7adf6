-- All properties by day: what was rolled up and carries no mark, and the rest live, in one snapshot.
create or replace view template__store.all_properties as
select
    c.day,
    c.event_name,
    c.property,
    c.json_type,
    c.events,
    c.first_at,
    c.last_at,
    c.example
from template__store.property_counts as c
where
    not exists (
        select
        from template__store.rollup_marks as m
        where m.period = 'day' and m.starts_on = c.day
    )
union all
select
    l.day,
    l.event_name,
    l.property,
    l.json_type,
    l.events,
    l.first_at,
    l.last_at,
    l.example
from template__store.live_properties as l;

comment on view template__store.all_properties is 'Properties of every day''s events, right to the last event';
comment on column template__store.all_properties.day is 'The day in UTC';
comment on column template__store.all_properties.event_name is 'The events'' name';
comment on column template__store.all_properties.property is 'The keys that lead to it, joined by dots';
comment on column template__store.all_properties.json_type is 'string, number, boolean, object, array or null';
comment on column template__store.all_properties.events is 'How many events have it with this type';
comment on column template__store.all_properties.first_at is 'created_at of the first of them';
comment on column template__store.all_properties.last_at is 'created_at of the last of them';
comment on column template__store.all_properties.example is 'One of its values, its first 100 characters';

revoke all on template__store.all_properties from public;
