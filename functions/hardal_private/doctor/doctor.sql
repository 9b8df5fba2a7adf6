-- All checks of what drifts or was set up wrongly, in the database: those of no single tenant, or those of one, because a
-- transaction over the partitions of many would hold more locks than there are. hardal-admin doctor asks for each in turn, and
-- adds the checks of PostgREST. Each check by itself: what keeps one from its work is a finding too, and keeps no other
-- from its own.
create or replace function hardal_private.doctor(only_tenant text default null, deep boolean default false)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_check text;
begin
    foreach v_check in array case
        when only_tenant is null then array[
            'check_definitions()', 'check_roles()', 'check_memberships()', 'check_settings()', 'check_database()',
            'check_grants()', 'check_owners()', 'check_public()', 'check_urls()', 'check_tokens()', 'check_tenants()',
            'check_maintenance()', 'check_partitions()'
        ]
        else array[
            format('check_views(%L)', only_tenant),
            format('check_stores(%L, %L)', only_tenant, deep),
            format('check_rollups(%L, %L)', only_tenant, deep)
        ]
    end loop
        begin
            -- of the list above: @plpgsql_check_options: security_warnings = off
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

comment on function hardal_private.doctor(text, boolean) is
'What is wrong in the database, or with one tenant''s data, why it matters and what mends it; a fix is the SQL that mends it safely';
