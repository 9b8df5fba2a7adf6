-- Returns the outcome of each id of a batch, read from the ledger. entered holds the ids that the
-- ledger has just taken. entered is null where the batch is only checked (dry), because then no id
-- was entered.
-- If an id stands several times in a batch, the first event counts. The other events with this id
-- are duplicates or conflicts.
create or replace function template__store.ledger_outcomes(
    ids uuid[], digests bigint[], entered uuid[]
)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array_agg(
        case
            when n.id is null then 'rejected'
            when n.trimmed then 'trimmed'
            when n.turn = 1 and n.entered then 'accepted'
            when n.known = n.digest then 'duplicate'
            when n.known is null then 'erased'
            else 'id_conflict'
        end
        order by n.place
    )
    from (
        select
            u.id,
            u.digest,
            u.place,
            row_number() over same_id as turn,
            case
                when ledger_outcomes.entered is null then l.id is null
                else u.id in (select e.id from unnest(ledger_outcomes.entered) as e (id))
            end as entered,
            -- retention took the row between the insert and this statement
            ledger_outcomes.entered is not null and l.id is null as trimmed,
            case
                when l.id is null then first_value(u.digest) over same_id
                else l.digest
            end as known
        from unnest(ledger_outcomes.ids, ledger_outcomes.digests)
            with ordinality as u (id, digest, place)
        left join template__store.event_ids as l on u.id = l.id
        window same_id as (partition by u.id order by u.place)
    ) as n
$$;

comment on function template__store.ledger_outcomes(uuid[], bigint[], uuid[]) is
'For each id of a batch: accepted, duplicate, id_conflict or erased; rejected where the id '
'is null; trimmed where retention took the id out of the ledger meanwhile';
