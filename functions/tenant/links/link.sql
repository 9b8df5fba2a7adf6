-- Links pairs of client ids: the two ids of a pair belong to the same person. One call is for a
-- whole batch. It answers how many pairs were new, and how many were refused because an id of them
-- is generic, or is no client_id by the rules of events. A pair of equal ids is no link.
--
-- - since is the time at which a client said so (null: now). A link keeps the earliest.
-- - source is where the links come from.
-- - event_ids: the event that each pair comes from. The event of an erased person brings no link.
--
-- A pair that is known costs one look at the table, no lock and no write. Anything new takes the
-- turn of link_turn first, so that no two transactions change the sets at once, and looks again.
-- identities follows in the same transaction: the sets of a new link become one, and only the ids
-- get another person whose set had a larger smallest id.
create or replace function template__store.link(
    client_ids text[],
    person_ids text[],
    since timestamptz[],
    source text,
    event_ids uuid[] default null,
    out linked bigint,
    out refused bigint
)
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
#variable_conflict use_column
declare
    v_clients text[];
    v_persons text[];
    v_since timestamptz[];
    v_generic text[];
    -- the set of each id of the new pairs, and of each of these sets the one that it is in now
    v_client_sets text[];
    v_person_sets text[];
    v_sets text[];
    v_roots text[];
begin
    linked := 0;
    refused := 0;
    select
        array_agg(n.client_id order by n.place) filter (where n.fault is null),
        array_agg(n.person_id order by n.place) filter (where n.fault is null),
        array_agg(n.since order by n.place) filter (where n.fault is null),
        array_agg(n.client_id) filter (where n.fault = 'generic')
        || array_agg(n.person_id) filter (where n.fault = 'generic'),
        count(n.fault)
    into v_clients, v_persons, v_since, v_generic, refused
    from (
        select
            k.*,
            case
                when
                    length(k.client_id) not between 1 and 256
                    or length(k.person_id) not between 1 and 256
                    then 'no client_id'
                when
                    hardal_private.is_generic_id(k.client_id)
                    or hardal_private.is_generic_id(k.person_id)
                    then 'generic'
            end as fault
        from (
            select
                (array_agg(p.client_id order by p.place))[1] as client_id,
                (array_agg(p.person_id order by p.place))[1] as person_id,
                min(coalesce(p.since, hardal_private.clock())) as since,
                array_agg(p.event_id) as event_ids,
                min(p.place) as place
            from unnest(
                link.client_ids, link.person_ids, link.since, link.event_ids
            ) with ordinality as p (client_id, person_id, since, event_id, place)
            where p.client_id <> p.person_id
            group by
                least(p.client_id collate "C", p.person_id),
                greatest(p.client_id collate "C", p.person_id)
        ) as k
        -- scalar subqueries: each is a look-up, whatever the planner thinks of the number of pairs
        where
            (
                select l.since
                from template__store.links as l
                where l.client_id = k.client_id and l.person_id = k.person_id
            ) <= k.since is not true
            and (
                select l.since
                from template__store.links as l
                where l.client_id = k.person_id and l.person_id = k.client_id
            ) <= k.since is not true
            -- what is left is rare; a tombstone is a row of the ledger without a digest
            and (
                link.event_ids is null
                or exists (
                    select
                    from unnest(k.event_ids) as e (id)
                    where not exists (
                        select
                        from template__store.event_ids as t
                        where t.id = e.id and t.digest is null
                    )
                )
            )
    ) as n;
    if v_generic is not null then
        perform template__store.note_generic_ids(v_generic, link.source);
    end if;
    if v_clients is null then
        return;
    end if;

    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate '25000' using
            message = format(
                'links are made under READ COMMITTED, not %s',
                upper(current_setting('transaction_isolation') collate "C")
            ),
            hint = 'begin isolation level read committed';
    end if;
    begin
        lock table template__store.link_turn in exclusive mode;
        -- each of these is a statement of its own after the lock, so that it sees what its last
        -- holder committed
        update template__store.links as l
        set since = n.since
        from unnest(
            v_clients || v_persons, v_persons || v_clients, v_since || v_since
        ) as n (client_id, person_id, since)
        where
            l.client_id = n.client_id
            and l.person_id = n.person_id
            and l.since > n.since;
        with made as (
            insert into template__store.links (client_id, person_id, since, source)
            select n.client_id, n.person_id, n.since, link.source
            from unnest(v_clients, v_persons, v_since) as n (client_id, person_id, since)
            where
                not exists (
                    select
                    from template__store.links as l
                    where l.client_id = n.client_id and l.person_id = n.person_id
                )
                and not exists (
                    select
                    from template__store.links as l
                    where l.client_id = n.person_id and l.person_id = n.client_id
                )
            returning client_id, person_id
        )

        select
            array_agg(m.client_id),
            array_agg(m.person_id),
            array_agg(coalesce(c.person_id, m.client_id)),
            array_agg(coalesce(p.person_id, m.person_id)),
            count(*)
        into v_clients, v_persons, v_client_sets, v_person_sets, linked
        from made as m
        left join template__store.identities as c on m.client_id = c.client_id
        left join template__store.identities as p on m.person_id = p.client_id;
        if linked = 0 then
            return;
        end if;
        select array_agg(s.id), array_agg(s.person_id)
        into v_sets, v_roots
        from hardal_private.connected_sets(v_client_sets, v_person_sets) as s;
        insert into template__store.identities (client_id, person_id)
        select distinct n.id, s.person_id
        from unnest(v_clients || v_persons, v_client_sets || v_person_sets) as n (id, set_id)
        inner join unnest(v_sets, v_roots) as s (id, person_id) on n.set_id = s.id
        on conflict (client_id) do nothing;
        update template__store.identities as i
        set person_id = s.person_id
        from unnest(v_sets, v_roots) as s (id, person_id)
        where i.person_id = s.id and s.id <> s.person_id;
    exception when lock_not_available or deadlock_detected then
        perform hardal_private.refuse_retry_later(
            'another transaction is changing links', null
        );
    end;
end
$$;

comment on function template__store.link(
    text[], text[], timestamptz[], text, uuid[]
) is
'Links pairs of client ids, and returns how many were new (linked) and how many have a generic id '
'or one that is no client_id (refused); PT429 where another transaction changes links for too '
'long; 25000 outside of READ COMMITTED';
