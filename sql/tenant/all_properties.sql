-- All properties by day, read in one snapshot: rollup rows of the days without a mark, and the live
-- count of all other days. See roll_up for the reason why this is exact.
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

comment on view template__store.all_properties is
'Properties of every day''s events, right to the last event';
comment on column template__store.all_properties.day is 'The day in UTC';
comment on column template__store.all_properties.event_name is 'The events'' name';
comment on column template__store.all_properties.property is
'The property: its keys, joined by dots';
comment on column template__store.all_properties.json_type is
'string, number, boolean, object, array or null';
comment on column template__store.all_properties.events is
'How many events have the property with this type';
comment on column template__store.all_properties.first_at is
'created_at of the first of these events';
comment on column template__store.all_properties.last_at is
'created_at of the last of these events';
comment on column template__store.all_properties.example is
'The first 100 characters of one value; null for objects, arrays and null';

revoke all on template__store.all_properties from public;
