-- Returns the persons that have a client id which begins with a text, in the order of their ids. At
-- most 100 client ids of a person are returned; ids is how many there are.
create or replace function template__store.find_persons(prefix text, max_rows int)
returns setof hardal.found_person
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
as $$
begin
    return query
    select
        f.person_id,
        cardinality(c.client_ids)::bigint,
        c.client_ids[:100],
        s.first_seen,
        s.last_seen,
        s.events
    from (
        select i.person_id
        from template__store.identities as i
        where i.client_id ^@ prefix
        union
        select e.client_id
        from template__store.events as e
        where
            e.client_id ^@ prefix
            and not exists (
                select from template__store.identities as i where i.client_id = e.client_id
            )
        order by 1
        limit max_rows
    ) as f
    cross join lateral (
        select
            coalesce(
                array_agg(i.client_id order by i.client_id collate "C"), array[f.person_id]
            ) as client_ids
        from template__store.identities as i
        where i.person_id = f.person_id
    ) as c
    cross join lateral (
        select
            min(e.created_at) as first_seen,
            max(e.created_at) as last_seen,
            count(*) as events
        from template__store.events as e
        where e.client_id = any (c.client_ids)
    ) as s
    order by f.person_id;
end
$$;

comment on function template__store.find_persons(text, int) is
'The persons with a client id that begins with this text, by their ids, at most max_rows';
