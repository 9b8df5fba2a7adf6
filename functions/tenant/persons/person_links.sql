-- Returns the links of a person's client ids. A search that asks for more than client ids is about
-- some of their events, and has no links.
create or replace function template__store.person_links(
    client_ids text[], request_id text, properties jsonb
)
returns setof template__store.links
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select l.*
    from template__store.links as l
    where
        l.client_id = any (person_links.client_ids)
        and person_links.request_id is null
        and person_links.properties is null
    union
    select l.*
    from template__store.links as l
    where
        l.person_id = any (person_links.client_ids)
        and person_links.request_id is null
        and person_links.properties is null
    order by since, client_id, person_id
$$;

comment on function template__store.person_links(text[], text, jsonb) is
'All links of these client ids, oldest first; none where a request id or properties are given';
