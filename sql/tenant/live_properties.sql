-- Properties of the days that are counted live, nested objects flattened. Bounded: the 2,000 most frequent kinds of a day.
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
                case when f.json_type in ('string', 'number', 'boolean') then left(f.value #>> '{}', 100) end collate "C"
            ) as example
        from template__store.events as e
        cross join template.flatten(e.properties) as f
        where e.created_at >= s.since and e.created_at < s.until
        group by e.event_name, f.property, f.json_type
        order by count(*) desc, e.event_name asc, f.property asc, f.json_type asc
        limit 2000
    ) as p
where s.period = 'day';

comment on view template__store.live_properties is 'Properties of the days that are counted live, as roll_up would write them down';
comment on column template__store.live_properties.day is 'The day in UTC';
comment on column template__store.live_properties.event_name is 'The events'' name';
comment on column template__store.live_properties.property is 'The keys that lead to it, joined by dots';
comment on column template__store.live_properties.json_type is 'string, number, boolean, object, array or null';
comment on column template__store.live_properties.events is 'How many events have it with this type';
comment on column template__store.live_properties.first_at is 'created_at of the first of them';
comment on column template__store.live_properties.last_at is 'created_at of the last of them';
comment on column template__store.live_properties.example is 'One of its values, its first 100 characters';

revoke all on template__store.live_properties from public;
