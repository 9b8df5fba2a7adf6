-- The persons. A filter on person_id reads the events of this person alone; without one, all events
-- are read: once for the times, and once more where the query asks for the traits.
--
-- A trait has the value that it was last given. $set_once counts only where nothing else gave one.
-- trait_since is the time since when it has that value: the first of the last events that gave it
-- the same value.
create or replace view template.persons with (security_invoker = true) as
with given as (
    select
        e.person_id,
        e.created_at,
        e.id,
        o.once,
        s.trait,
        s.value,
        lag(s.value) over (
            partition by e.person_id, s.trait, o.once order by e.created_at, e.id
        ) as value_before
    from template.person_events as e
    cross join (values (false), (true)) as o (once)
    cross join
        lateral jsonb_each(
            hardal_helpers.event_traits(e.event_name, e.properties, o.once)
        ) as s (trait, value)
    where
        e.person_id is not null
        and (
            e.event_name = 'identify'
            or e.properties ?| '{$set,$set_once,$unset}'
            or e.properties #> '{$amplitude,user_properties}' is not null
        )
),

last_given as (
    select
        g.person_id,
        g.trait,
        coalesce(
            (
                array_agg(g.value order by g.created_at desc, g.id desc)
                filter (where not g.once)
            )[1],
            (array_agg(g.value order by g.created_at asc, g.id asc) filter (where g.once))[1]
        ) as value,
        coalesce(
            max(g.created_at) filter (
                where not g.once and g.value is distinct from g.value_before
            ),
            min(g.created_at) filter (where g.once)
        ) as since
    from given as g
    group by g.person_id, g.trait
),

traits as (
    select
        v.person_id,
        jsonb_object_agg(v.trait, v.value) as traits,
        jsonb_object_agg(v.trait, v.since) as trait_since
    from last_given as v
    where v.value <> 'null'
    group by v.person_id
),

linked_clients as (
    select
        i.person_id,
        i.client_id,
        min(e.created_at) as first_at,
        max(e.created_at) as last_at,
        count(e.created_at) as events
    from template.identities as i
    left join template.events as e on i.client_id = e.client_id
    group by i.person_id, i.client_id
),

seen as (
    select
        c.person_id,
        array_agg(c.client_id order by c.client_id collate "C") as client_ids,
        min(c.first_at) as first_seen,
        max(c.last_at) as last_seen,
        sum(c.events)::bigint as events
    from linked_clients as c
    group by c.person_id
    union all
    select
        e.client_id as person_id,
        array[e.client_id] as client_ids,
        min(e.created_at) as first_seen,
        max(e.created_at) as last_seen,
        count(*) as events
    from template.events as e
    where
        e.client_id is not null
        and not exists (
            select
            from template.identities as i
            where i.client_id = e.client_id
        )
    group by e.client_id
)

select
    p.person_id,
    p.client_ids,
    p.first_seen,
    p.last_seen,
    p.events,
    coalesce(t.traits, '{}') as traits,
    coalesce(t.trait_since, '{}') as trait_since
from seen as p
left join traits as t on p.person_id = t.person_id;

comment on view template.persons is
'Each person: its client ids, its first and its last event, how many events it has, and its traits';
comment on column template.persons.person_id is
'The person: the smallest of its client ids, in the order of bytes';
comment on column template.persons.client_ids is 'All client ids of the person';
comment on column template.persons.first_seen is
'created_at of its first event; null where only a link tells of the person';
comment on column template.persons.last_seen is 'created_at of its last event';
comment on column template.persons.events is 'How many events the person has';
comment on column template.persons.traits is
'The last value of each trait that identify calls and the like gave the person';
comment on column template.persons.trait_since is 'Since when each trait has this value';

revoke all on template.persons from public;
grant select on template.persons to template__read;
