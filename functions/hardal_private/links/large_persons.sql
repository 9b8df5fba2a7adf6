-- Returns the persons of a tenant that have more than a number of client ids, the largest first.
create or replace function hardal_private.large_persons(tenant text, larger_than int)
returns table (person_id text, client_ids bigint, links bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
-- return query fills the columns: @plpgsql_check_options: extra_warnings = off
begin
    perform hardal_private.require_tenant(tenant);
    return query execute format(
        'select p.person_id, p.client_ids, l.links
        from (
            select i.person_id, count(*) as client_ids
            from %1$I.identities as i
            group by i.person_id
            having count(*) > $1
        ) as p
        cross join lateral (
            select count(*) as links
            from %1$I.identities as i
            inner join %1$I.links as l on i.client_id = l.client_id
            where i.person_id = p.person_id
        ) as l
        order by p.client_ids desc, p.person_id collate "C"',
        tenant || '__store'
    ) using larger_than;
end
$$;

comment on function hardal_private.large_persons(text, int) is
'Persons with more than so many client ids, and how many links they have, the largest first; HD404 '
'where there is no such tenant';
