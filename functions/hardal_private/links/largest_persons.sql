-- Returns at most ten persons of a tenant with more than 1,000 client ids, each with the id that
-- most of its links have: there the mistake is.
create or replace function hardal_private.largest_persons(tenant text)
returns table (person_id text, client_ids bigint, hub text, hub_links bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
-- return query fills the columns: @plpgsql_check_options: extra_warnings = off
begin
    return query execute format(
        'select p.person_id, p.client_ids, h.id, h.links
        from (
            select i.person_id, count(*) as client_ids
            from %1$I.identities as i
            group by i.person_id
            having count(*) > 1000
            order by count(*) desc, i.person_id
            limit 10
        ) as p
        cross join lateral (
            select u.id, count(*) as links
            from %1$I.identities as i
            inner join %1$I.links as l on i.client_id = l.client_id
            cross join lateral (values (l.client_id), (l.person_id)) as u (id)
            where i.person_id = p.person_id
            group by u.id
            order by count(*) desc, u.id
            limit 1
        ) as h',
        tenant || '__store'
    );
end
$$;

comment on function hardal_private.largest_persons(text) is
'For doctor: persons with more than 1,000 client ids, at most ten, with the id that has most of '
'their links';
