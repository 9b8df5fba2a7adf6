-- Deletes links, and computes the persons of the sets that had them anew. A pair is deleted
-- whichever of its ids stands first; a pair whose person_id is null means all links of the id.
--
-- The answer says what changes: before has the persons that had one of these links, after the
-- persons that their ids are then (describe_sets tells the form). dry: only says it.
create or replace function template__store.unlink(
    client_ids text[], person_ids text[], dry boolean default false
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
-- The planner must know how many ids these are, and not take a table for as small as it was.
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    -- the links to delete
    v_clients text[];
    v_persons text[];
    -- all ids of their sets, with their persons, and with the persons that they get
    v_ids text[];
    v_before text[];
    v_after text[];
begin
    if not dry then
        if current_setting('transaction_isolation') <> 'read committed' then
            raise sqlstate '25000' using
                message = format(
                    'links are deleted under READ COMMITTED, not %s',
                    upper(current_setting('transaction_isolation') collate "C")
                ),
                hint = 'begin isolation level read committed';
        end if;
        begin
            lock table template__store.link_turn in exclusive mode;
        exception when lock_not_available or deadlock_detected then
            perform hardal_private.refuse_request(
                429,
                'another transaction is changing links',
                null,
                'try again in a second: nothing is deleted',
                '{"Retry-After": "1"}'
            );
        end;
    end if;
    select array_agg(l.client_id), array_agg(l.person_id)
    into v_clients, v_persons
    from (
        select l.client_id, l.person_id
        from unnest(unlink.client_ids, unlink.person_ids) as u (client_id, person_id)
        inner join template__store.links as l on u.client_id = l.client_id
        where u.person_id is null or l.person_id = u.person_id
        union
        select l.client_id, l.person_id
        from unnest(unlink.client_ids, unlink.person_ids) as u (client_id, person_id)
        inner join template__store.links as l on u.client_id = l.person_id
        where u.person_id is null or l.client_id = u.person_id
    ) as l;
    if v_clients is null then
        return '{"unlinked": 0, "persons": 0, "before": [], "after": []}'::jsonb;
    end if;

    select array_agg(i.client_id), array_agg(i.person_id)
    into v_ids, v_before
    from template__store.identities as i
    where i.person_id in (
        select t.person_id
        from template__store.identities as t
        where t.client_id = any (v_clients)
    );
    -- an id that has no link any more is a set of its own
    select array_agg(coalesce(s.person_id, n.id) order by n.place)
    into v_after
    from unnest(v_ids) with ordinality as n (id, place)
    left join (
        select c.id, c.person_id
        from (
            select array_agg(l.client_id) as client_ids, array_agg(l.person_id) as person_ids
            from template__store.links as l
            where
                l.client_id = any (v_ids)
                and not exists (
                    select
                    from unnest(v_clients, v_persons) as g (client_id, person_id)
                    where g.client_id = l.client_id and g.person_id = l.person_id
                )
        ) as k
        cross join lateral hardal_private.connected_sets(k.client_ids, k.person_ids) as c
    ) as s on n.id = s.id;

    if not dry then
        delete from template__store.links as l
        using unnest(v_clients, v_persons) as g (client_id, person_id)
        where l.client_id = g.client_id and l.person_id = g.person_id;
        delete from template__store.identities as i
        where
            i.client_id = any (v_ids)
            and not exists (
                select from template__store.links as l where l.client_id = i.client_id
            )
            and not exists (
                select from template__store.links as l where l.person_id = i.client_id
            );
        update template__store.identities as i
        set person_id = n.person_id
        from unnest(v_ids, v_after) as n (id, person_id)
        where i.client_id = n.id and i.person_id <> n.person_id;
    end if;
    return jsonb_build_object(
        'unlinked', cardinality(v_clients),
        'persons', (select count(distinct a.person_id) from unnest(v_after) as a (person_id)),
        'before', hardal_private.describe_sets(v_ids, v_before),
        'after', hardal_private.describe_sets(v_ids, v_after)
    );
end
$$;

comment on function template__store.unlink(text[], text[], boolean) is
'Deletes links and computes their persons anew; says how many links (unlinked), and which persons '
'there were before and are after (persons: how many); dry: changes nothing; PT429 where another '
'transaction changes links for too long; 25000 outside of READ COMMITTED';
