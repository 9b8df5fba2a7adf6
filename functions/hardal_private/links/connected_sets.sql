-- Returns the sets that pairs of ids connect: each id that stands in a pair, with the smallest id,
-- in the order of bytes, of its set. A pair of equal ids makes a set of one id.
--
-- Each round, every set that is left names the smallest other set that a pair connects it to. So at
-- least half of the connected sets go into another one, and a chain of 10,000 ids takes few rounds.
-- Where two sets name each other, the smaller one stays. The names then form trees, and every set
-- finds the root of its tree by jumping: to the one that it names, from there to the one that this
-- one named, and so on, each jump twice as far as the one before.
--
-- The ids are numbered in their order. An array has the set of each number.
create or replace function hardal_private.connected_sets(a text[], b text[])
returns table (id text, person_id text)
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
-- there are arrays alone here, and the planner does not know how long they are
set enable_nestloop = off
as $$
declare
    v_ids text[] := array(
        select i.id
        from (
            select unnest(connected_sets.a) as id
            union
            select unnest(connected_sets.b)
        ) as i
        where i.id is not null
        order by i.id collate "C"
    );
    -- the ends of each pair that connects two sets, as numbers of sets
    v_from int[];
    v_to int[];
    -- of each number: the set that it is in, and the one that this set goes into
    v_sets int[] := array(select generate_series(1, cardinality(v_ids)));
    v_roots int[];
    v_further int[];
begin
    with numbered as materialized (
        select n.id, n.number
        from unnest(v_ids) with ordinality as n (id, number)
    )

    select array_agg(f.number::int), array_agg(t.number::int)
    into v_from, v_to
    from (
        select p.a, p.b from unnest(connected_sets.a, connected_sets.b) as p (a, b)
        union
        select p.b, p.a from unnest(connected_sets.a, connected_sets.b) as p (a, b)
    ) as p
    inner join numbered as f on p.a = f.id
    inner join numbered as t on p.b = t.id
    where f.number <> t.number;

    while v_from is not null loop
        v_roots := array(
            select case when m.other < s.number or back.other is distinct from s.number
                then coalesce(m.other, s.number) else s.number end
            from generate_series(1, cardinality(v_ids)) as s (number)
            left join (
                select p.one, min(p.other) as other
                from unnest(v_from, v_to) as p (one, other)
                group by p.one
            ) as m on s.number = m.one
            left join (
                select p.one, min(p.other) as other
                from unnest(v_from, v_to) as p (one, other)
                group by p.one
            ) as back on m.other = back.one
            order by s.number
        );
        loop
            v_further := array(
                select v_roots[r.root]
                from unnest(v_roots) with ordinality as r (root, number)
                order by r.number
            );
            exit when v_further = v_roots;
            v_roots := v_further;
        end loop;
        v_sets := array(
            select v_roots[s.root]
            from unnest(v_sets) with ordinality as s (root, number)
            order by s.number
        );
        select array_agg(p.one), array_agg(p.other)
        into v_from, v_to
        from (
            select distinct v_roots[p.one] as one, v_roots[p.other] as other
            from unnest(v_from, v_to) as p (one, other)
            where v_roots[p.one] <> v_roots[p.other]
        ) as p;
    end loop;

    -- joins, because a subscript of an array of texts walks through it
    return query
    select i.id, p.id
    from (
        select s.number, min(s.number) over (partition by s.root) as smallest
        from unnest(v_sets) with ordinality as s (root, number)
    ) as s
    inner join unnest(v_ids) with ordinality as i (id, number) on s.number = i.number
    inner join unnest(v_ids) with ordinality as p (id, number) on s.smallest = p.number;
end
$$;

comment on function hardal_private.connected_sets(text[], text[]) is
'Each id of these pairs, with the smallest id (in the order of bytes) of the set that the pairs '
'connect it to';
