-- Stores the pairs of a call of link that are new, or have an earlier time than their link, and
-- returns how many were new. Each pair is there once, and is neither generic nor one id alone.
--
-- It takes the turn of link_turn first, so that no two transactions change the sets at once, and
-- looks again. identities follows in the same transaction: the sets of a new link become one, and
-- only those ids get another person whose set had a larger smallest id.
create or replace function template__store.add_links(
    client_ids text[], person_ids text[], since timestamptz[], source text
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
-- The planner must know how many pairs these are, and not take a table for as small as it was.
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_clients text[];
    v_persons text[];
    -- the set of each id of the new pairs, and of each of these sets the one that it is in now
    v_client_sets text[];
    v_person_sets text[];
    v_sets text[];
    v_roots text[];
begin
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
            add_links.client_ids || add_links.person_ids,
            add_links.person_ids || add_links.client_ids,
            add_links.since || add_links.since
        ) as n (client_id, person_id, since)
        where
            l.client_id = n.client_id
            and l.person_id = n.person_id
            and l.since > n.since;
        -- scalar subqueries, so that each pair is looked up by its key
        with made as (
            insert into template__store.links (client_id, person_id, since, source)
            select n.client_id, n.person_id, n.since, add_links.source
            from unnest(
                add_links.client_ids, add_links.person_ids, add_links.since
            ) as n (client_id, person_id, since)
            where
                (
                    select true
                    from template__store.links as l
                    where l.client_id = n.client_id and l.person_id = n.person_id
                ) is null
                and (
                    select true
                    from template__store.links as l
                    where l.client_id = n.person_id and l.person_id = n.client_id
                ) is null
            returning client_id, person_id
        )

        select
            array_agg(m.client_id),
            array_agg(m.person_id),
            array_agg(
                coalesce(
                    (
                        select i.person_id
                        from template__store.identities as i
                        where i.client_id = m.client_id
                    ),
                    m.client_id
                )
            ),
            array_agg(
                coalesce(
                    (
                        select i.person_id
                        from template__store.identities as i
                        where i.client_id = m.person_id
                    ),
                    m.person_id
                )
            )
        into v_clients, v_persons, v_client_sets, v_person_sets
        from made as m;
        if v_clients is null then
            return 0::bigint;
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
        perform hardal_private.refuse_request(
            429,
            'another transaction is changing links',
            null,
            'try again in a second: nothing of this is stored',
            '{"Retry-After": "1"}'
        );
    end;
    return cardinality(v_clients)::bigint;
end
$$;

comment on function template__store.add_links(text[], text[], timestamptz[], text) is
'Stores pairs of client ids and the persons that follow from them, and returns how many were new; '
'PT429 where another transaction changes links for too long; 25000 outside of READ COMMITTED';
