-- Links pairs of client ids: the two ids of a pair belong to the same person. One call is for a
-- whole batch. It answers how many pairs were new, and how many were refused because an id of them
-- is generic, or is no client_id by the rules of events. A pair of equal ids is no link.
--
-- - since is the time at which a client said so (null: now). A link keeps the earliest.
-- - source is where the links come from.
-- - event_ids: the event that each pair comes from. The event of an erased person brings no link.
--
-- A pair that is known costs one look at the table, no lock and no write. add_links does the rest.
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
-- Planned once, and each pair is looked up by its key.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set lock_timeout = '2s'
as $$
#variable_conflict use_column
declare
    v_clients text[];
    v_persons text[];
    v_since timestamptz[];
    v_generic text[];
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
    if v_clients is not null then
        linked := template__store.add_links(v_clients, v_persons, v_since, source);
    end if;
end
$$;

comment on function template__store.link(
    text[], text[], timestamptz[], text, uuid[]
) is
'Links pairs of client ids, and returns how many were new (linked) and how many have a generic id '
'or one that is no client_id (refused); PT429 where another transaction changes links for too '
'long; 25000 outside of READ COMMITTED';
