-- Describes persons in an answer: the id, the number of client ids, and the client ids themselves.
-- The largest persons come first. At most 100 are described, with at most 1,000 client ids each.
create or replace function hardal_private.describe_sets(ids text[], person_ids text[])
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'person_id', s.person_id, 'ids', s.ids, 'client_ids', s.client_ids[:1000]
            )
            order by s.ids desc, s.person_id collate "C"
        ),
        '[]'
    )
    from (
        select
            n.person_id,
            count(*) as ids,
            array_agg(n.id order by n.id collate "C") as client_ids
        from unnest(describe_sets.ids, describe_sets.person_ids) as n (id, person_id)
        group by n.person_id
        order by count(*) desc, n.person_id collate "C"
        limit 100
    ) as s
$$;

comment on function hardal_private.describe_sets(text[], text[]) is
'Persons by their client ids, as an array of person_id, ids (how many) and client_ids; at most 100 '
'persons and 1,000 client ids of each';
