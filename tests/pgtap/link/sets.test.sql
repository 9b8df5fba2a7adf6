-- Links of client ids, and the persons that follow from them.
select plan(30);

create function pg_temp.link(pairs text, source text default 'sql') returns text language sql as $$
    select concat_ws(' ', l.linked, l.refused)
    from (
        select
            array_agg(split_part(p, '-', 1)) as a,
            array_agg(split_part(p, '-', 2)) as b
        from unnest(string_to_array(pairs, ' ')) as p
    ) as s
    cross join template__store.link(s.a, s.b, null, source) as l
$$;
create function pg_temp.persons() returns text language sql as $$
    select string_agg(s.person_id || ':' || s.ids, ' ' order by s.person_id collate "C")
    from (
        select i.person_id, string_agg(i.client_id, ',' order by i.client_id collate "C") as ids
        from template__store.identities as i
        group by i.person_id
    ) as s
$$;

select is(pg_temp.link('b-c e-d'), '2 0', 'two links');
select is(pg_temp.persons(), 'b:b,c d:d,e', 'the smallest id is the person, wherever it stands');
select is(pg_temp.link('c-b d-e b-c'), '0 0', 'known, in whatever direction');
select is(pg_temp.link('f-g g-a'), '2 0', 'a chain in one call');
select is(pg_temp.persons(), 'a:a,f,g b:b,c d:d,e', 'is one person');
select is(pg_temp.link('c-e e-g g-c'), '3 0', 'a loop over three persons');
select is(pg_temp.persons(), 'a:a,b,c,d,e,f,g', 'makes one of them');
select is(pg_temp.link('a-a'), '0 0', 'a pair of equal ids is no link');
select is(pg_temp.link('z-a'), '1 0', 'an id more');
select is(pg_temp.link('A-z'), '1 0', 'and one that is smaller than all, in the order of bytes');
select is(pg_temp.persons(), 'A:A,a,b,c,d,e,f,g,z', 'renames the person');

select is(
    template__store.unlink('{z}', '{A}', true) - 'before',
    '{"unlinked": 1, "persons": 2, "after": [
        {"ids": 8, "person_id": "a", "client_ids": ["a", "b", "c", "d", "e", "f", "g", "z"]},
        {"ids": 1, "person_id": "A", "client_ids": ["A"]}
    ]}',
    'a dry unlink tells what would be'
);
select is(pg_temp.persons(), 'A:A,a,b,c,d,e,f,g,z', 'and changes nothing');
select is(
    template__store.unlink('{z}', '{A}') #> '{before,0,ids}', '9', 'unlink, in any direction'
);
select is(pg_temp.persons(), 'a:a,b,c,d,e,f,g,z', 'an id without a link is no row');
select is(
    template__store.unlink('{c}', '{b}') -> 'persons', '2', 'the last link of b goes'
);
select is(
    (template__store.unlink('{e}', '{g}') -> 'persons')::text, '1', 'a loop holds without one link'
);
select is(pg_temp.persons(), 'a:a,c,d,e,f,g,z', 'as one person');
select is(
    template__store.unlink('{g}', '{null}'::text[]) -> 'unlinked', '3', 'all links of an id'
);
select is(pg_temp.persons(), 'a:a,z c:c,d,e', 'the rest is what its links say');
select is(
    template__store.unlink('{g,nobody}', '{null,a}'::text[]),
    '{"unlinked": 0, "persons": 0, "before": [], "after": []}',
    'nothing to unlink'
);

-- since and source
select template__store.link('{p}', '{q}', '{2024-05-02Z}', 'first') is null;
select template__store.link('{q}', '{p}', '{2024-05-03Z}', 'later') is null;
select is(
    (select l.since || l.source from template__store.links as l where l.client_id = 'p'),
    (timestamptz '2024-05-02Z') || 'first',
    'a later word changes nothing'
);
select template__store.link('{q,q}', '{p,p}', '{2024-05-01Z,2024-04-01Z}', 'earlier') is null;
select is(
    (select l.since || l.source from template__store.links as l where l.client_id = 'p'),
    (timestamptz '2024-04-01Z') || 'first',
    'an earlier word moves since'
);

-- ids that are none
select is(
    pg_temp.link('null-a Undefined-b 0-c x-d', 'segment'),
    '1 3',
    'generic ids are refused'
);
select is(
    template__store.link(
        array[repeat('x', 257), '', null, 'y'], array['a', 'a', 'a', null], null, 'sql'
    )::text,
    '(0,2)',
    'and ids that no event may have; a null is no id'
);
select is(
    (
        select string_agg(g.id || ' ' || g.source, ', ' order by g.id)
        from template__store.generic_ids as g
    ),
    '0 segment, null segment, undefined segment',
    'generic ids are noted once for each source'
);
select is(
    (select count(*) from template__store.links where source = 'segment'), 1::bigint,
    'the other pairs of the call are linked'
);

-- an erased event brings no link
insert into template__store.event_ids (id) values ('00000000-0000-4000-8000-00000000000e');
select is(
    (
        select l.linked from template__store.link(
            '{s,u}', '{t,v}', null, 'segment',
            '{00000000-0000-4000-8000-00000000000e,00000000-0000-4000-8000-00000000000f}'
        ) as l
    ),
    1::bigint,
    'a pair of an erased event is left out'
);

-- set operations over many ids
select is(
    (
        select count(distinct s.person_id) || ' ' || min(s.person_id collate "C") || ' ' || count(*)
        from hardal_private.connected_sets(
            array(select lpad(n::text, 5, '0') from generate_series(1, 9999) as n),
            array(select lpad((n + 1)::text, 5, '0') from generate_series(1, 9999) as n)
        ) as s
    ),
    '1 00001 10000',
    'a chain of 10,000 ids is one set'
);
select is(
    (
        select string_agg(s.id || s.person_id, ' ' order by s.id)
        from hardal_private.connected_sets('{c,b,x,d}', '{b,a,x,e}') as s
    ),
    'aa ba ca dd ed xx',
    'sets of some pairs'
);
