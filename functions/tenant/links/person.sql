-- Returns a person whole, by any of its client ids: the ids, the links with their times and
-- sources, and the row of the view persons. At most 1,000 client ids and 1,000 links are returned;
-- ids is how many ids there are. Null where nothing is known of the id.
create or replace function template__store.person(id text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
as $$
declare
    v_person constant text := coalesce(
        (select i.person_id from template__store.identities as i where i.client_id = person.id),
        person.id
    );
begin
    return (
        select jsonb_build_object(
            'person_id', p.person_id,
            'ids', cardinality(p.client_ids),
            'client_ids', p.client_ids[:1000],
            'first_seen', p.first_seen,
            'last_seen', p.last_seen,
            'events', p.events,
            'traits', p.traits,
            'trait_since', p.trait_since,
            'links', coalesce(
                (
                    select
                        jsonb_agg(
                            to_jsonb(l) order by l.since, l.client_id collate "C", l.person_id
                        )
                    from (
                        select l.client_id, l.person_id, l.since, l.source
                        from template__store.links as l
                        where l.client_id = any (p.client_ids)
                        order by l.since, l.client_id collate "C", l.person_id collate "C"
                        limit 1000
                    ) as l
                ),
                '[]'
            )
        )
        from template.persons as p
        where p.person_id = v_person
    );
end
$$;

comment on function template__store.person(text) is
'A person by any of its client ids: person_id, ids (how many), client_ids, first_seen, last_seen, '
'events, traits, trait_since and links; null where nothing is known of the id';
