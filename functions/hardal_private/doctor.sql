-- All checks of what drifts or was set up wrongly, in the database. hardal-admin doctor adds those of PostgREST.
-- Each check by itself: what keeps one from its work is a finding too, and keeps no other from its own.
create or replace function hardal_private.doctor(deep boolean default false)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_check text;
begin
    foreach v_check in array array[
        'check_definitions()', 'check_roles()', 'check_memberships()', 'check_settings()', 'check_database()',
        'check_grants()', 'check_owners()', 'check_public()', 'check_urls()', 'check_tokens()', 'check_tenants()',
        'check_maintenance()', 'check_partitions()', 'check_views()',
        case when deep then 'check_stores(true)' else 'check_stores(false)' end,
        case when deep then 'check_rollups(true)' else 'check_rollups(false)' end
    ] loop
        begin
            -- a name of the list above: @plpgsql_check_options: security_warnings = off
            return query execute 'select * from hardal_private.' || v_check;
        exception when others then
            return next (
                'wrong', 'check', v_check, format('it fails: %s', sqlerrm), 'what it looks at is unknown',
                'mend what else is found, then hardal-admin migrate, then hardal-admin doctor again', null
            )::hardal_private.finding;
        end;
    end loop;
end
$$;

comment on function hardal_private.doctor(boolean) is
'What is wrong here, why it matters and what mends it; a fix is the SQL that mends it safely';
