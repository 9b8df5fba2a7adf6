-- Properties of the days that are counted live, with nested objects flattened. Each day has at most
-- 2,000 rows: the most frequent combinations of event name, property and JSON type.
create or replace view template__store.live_properties as
select
    s.starts_on as day,
    p.event_name,
    p.property,
    p.json_type,
    p.events,
    p.first_at,
    p.last_at,
    p.example
from template__store.live_spans as s
cross join
    lateral (
        select
            e.event_name,
            f.property,
            f.json_type,
            count(*) as events,
            min(e.created_at) as first_at,
            max(e.created_at) as last_at,
            max(
                case
                    when f.json_type in ('string', 'number', 'boolean')
                        then left(f.value #>> '{}', 100)
                end collate "C"
            ) as example
        from template__store.events as e
        cross join template.flatten(e.properties) as f
        where e.created_at >= s.since and e.created_at < s.until
        group by e.event_name, f.property, f.json_type
        order by
            count(*) desc,
            e.event_name collate "C" asc, f.property collate "C" asc, f.json_type collate "C" asc
        limit 2000
    ) as p
where s.period = 'day';

comment on view template__store.live_properties is
'Properties of the days that are counted live, in the form in which a rollup stores them';
comment on column template__store.live_properties.day is 'The day in UTC';
comment on column template__store.live_properties.event_name is 'The events'' name';
comment on column template__store.live_properties.property is
'The property: its keys, joined by dots';
comment on column template__store.live_properties.json_type is
'string, number, boolean, object, array or null';
comment on column template__store.live_properties.events is
'How many events have the property with this type';
comment on column template__store.live_properties.first_at is
'created_at of the first of these events';
comment on column template__store.live_properties.last_at is
'created_at of the last of these events';
comment on column template__store.live_properties.example is
'The first 100 characters of one value; null for objects, arrays and null';

revoke all on template__store.live_properties from public;
