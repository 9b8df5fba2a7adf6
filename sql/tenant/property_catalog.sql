-- What properties there are. Read with the owner's rights, as daily_activity is; examples are shown to those alone who may read
-- the events that they are from.
create or replace view template.property_catalog as
with numbered as (
    select
        a.*,
        row_number() over (partition by a.event_name, a.property, a.example order by a.last_at desc) as turn
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
            then (array_agg(n.example order by n.last_at desc, n.example asc) filter (where n.turn = 1 and n.example is not null))[1:5]
    end as examples
from numbered as n
group by n.event_name, n.property;

comment on view template.property_catalog is 'Each property of each event name: how often, since when, of which JSON types; nested ones by their property';
comment on column template.property_catalog.event_name is 'The events'' name';
comment on column template.property_catalog.property is 'The keys that lead to it, joined by dots: nested_data.category';
comment on column template.property_catalog.events is 'How many events have it';
comment on column template.property_catalog.first_seen is 'created_at of the first of them';
comment on column template.property_catalog.last_seen is 'created_at of the last of them';
comment on column template.property_catalog.strings is 'In how many it is a string';
comment on column template.property_catalog.numbers is 'In how many it is a number';
comment on column template.property_catalog.booleans is 'In how many it is true or false';
comment on column template.property_catalog.objects is 'In how many it is an object, whose keys are properties of their own';
comment on column template.property_catalog.arrays is 'In how many it is an array';
comment on column template.property_catalog.nulls is 'In how many it is null';
comment on column template.property_catalog.examples is 'Up to five values, the newest first; null for those who may not read events';

revoke all on template.property_catalog from public;
grant select on template.property_catalog to template__read, template__aggregate;
