-- The properties of all stored events. The view reads the store with its owner's rights, for the
-- same reason as daily_activity. It shows examples only to a reader who may read the events that
-- the examples are from.
create or replace view template.property_catalog as
with numbered as (
    select
        a.*,
        row_number() over (
            partition by a.event_name, a.property, a.example
            order by a.last_at desc
        ) as turn
    from template__store.all_properties as a
)

select
    n.event_name,
    n.property,
    sum(n.events)::bigint as events,
    min(n.first_at) as first_seen,
    max(n.last_at) as last_seen,
    coalesce(sum(n.events) filter (where n.json_type = 'string'), 0)::bigint as strings,
    coalesce(sum(n.events) filter (where n.json_type = 'number'), 0)::bigint as numbers,
    coalesce(sum(n.events) filter (where n.json_type = 'boolean'), 0)::bigint as booleans,
    coalesce(sum(n.events) filter (where n.json_type = 'object'), 0)::bigint as objects,
    coalesce(sum(n.events) filter (where n.json_type = 'array'), 0)::bigint as arrays,
    coalesce(sum(n.events) filter (where n.json_type = 'null'), 0)::bigint as nulls,
    case
        when (select has_table_privilege(current_user, 'template.events', 'select'))
            then (
                array_agg(n.example order by n.last_at desc, n.example collate "C" asc)
                filter (where n.turn = 1 and n.example is not null)
            )[1:5]
    end as examples,
    (
        select d.description
        from template__store.descriptions as d
        where d.event_name = n.event_name and d.property = n.property
    ) as description
from numbered as n
group by n.event_name, n.property;

comment on view template.property_catalog is
'Each property of each event name: how many events have it, since when, and with which JSON '
'types; a key in a nested object is a property of its own';
comment on column template.property_catalog.event_name is 'The events'' name';
comment on column template.property_catalog.property is
'The property: its keys, joined by dots: nested_data.category';
comment on column template.property_catalog.events is 'How many events have the property';
comment on column template.property_catalog.first_seen is
'created_at of the first event with the property';
comment on column template.property_catalog.last_seen is
'created_at of the last event with the property';
comment on column template.property_catalog.strings is
'Number of events in which the value is a string';
comment on column template.property_catalog.numbers is
'Number of events in which the value is a number';
comment on column template.property_catalog.booleans is
'Number of events in which the value is true or false';
comment on column template.property_catalog.objects is
'Number of events in which the value is an object; its keys are properties of their own';
comment on column template.property_catalog.arrays is
'Number of events in which the value is an array';
comment on column template.property_catalog.nulls is 'Number of events in which the value is null';
comment on column template.property_catalog.examples is
'Up to five values, the newest first; null for readers who may not read events';
comment on column template.property_catalog.description is
'What people wrote about the property (hardal-admin views describe --property); null where nobody '
'did';

revoke all on template.property_catalog from public;
grant select on template.property_catalog to template__read, template__aggregate;
