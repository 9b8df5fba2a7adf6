-- Returns how many findings of each check doctor has, for monitoring. The findings themselves name
-- tokens and people's PSQL URLs, and PostgreSQL's messages may quote data: monitoring sees none of
-- this. Runs with the owner's rights, so that hardal_monitor needs no right on what is checked.
create or replace function hardal_private.count_findings(only_tenant text default null)
returns table (level text, name text, findings bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- a schema that the caller has made and named like a store must not be read
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
    end if;
    return query
    select f.level, f.name, count(*)
    from hardal_private.doctor(only_tenant) as f
    group by f.level, f.name;
end
$$;

comment on function hardal_private.count_findings(text) is
'Returns how many findings each check of doctor has, without their details; '
'only_tenant: the checks of this tenant''s data, null for all other checks; '
'HD404 where there is no such tenant';
