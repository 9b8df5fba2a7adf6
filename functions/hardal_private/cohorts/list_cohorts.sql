-- Lists a tenant's cohorts. units is counted only where it is static: to count another one, all
-- that it reads must be read.
create or replace function hardal_private.list_cohorts(tenant text)
returns setof hardal.cohort
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- the result comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    perform hardal_private.require_tenant(tenant);
    return query execute format(
        'select
            c.name,
            c.view_name::text,
            c.unit,
            c.is_static,
            case
                when c.is_static then (
                    select count(distinct coalesce(i.person_id, u.unit_id))
                    from %1$I.cohort_units as u
                    left join %1$I.identities as i
                        on u.unit_id = i.client_id and c.unit = ''person''
                    where u.cohort = c.name
                )
            end,
            c.description,
            c.definition,
            c.created_at
        from %1$I.cohorts as c
        order by c.name collate "C"',
        tenant || '__store'
    );
end
$$;

comment on function hardal_private.list_cohorts(text) is
'A tenant''s cohorts by name; units is null where a cohort is not static; HD404 where there is no '
'such tenant';
