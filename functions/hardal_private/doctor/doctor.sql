-- Runs the checks in the database. hardal-admin doctor adds the checks of PostgREST.
--
-- Without only_tenant it runs the checks that belong to no single tenant. With only_tenant it runs
-- the checks of that tenant's data. hardal-admin doctor calls it for each tenant in a transaction
-- of its own: one transaction over the partitions of many tenants would hold more locks than the
-- server has.
--
-- Each check runs by itself. An error in one check is reported as a finding, and the other checks
-- still run.
create or replace function hardal_private.doctor(
    only_tenant text default null, deep boolean default false
)
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
            'check_definitions()',
            'check_api_functions()',
            'check_roles()',
            'check_memberships()',
            'check_admin_option()',
            'check_doorkeeper()',
            'check_settings()',
            'check_database()',
            'check_grants()',
            'check_owners()',
            'check_public()',
            'check_default_privileges()',
            'check_outside_views()',
            'check_outside_functions()',
            'check_references()',
            'check_replication()',
            'check_event_triggers()',
            'check_audit_log()',
            'check_urls()',
            'check_tokens()',
            'check_tenants()',
            'check_maintenance()',
            'check_partitions()'
        ]
        else array[
            format('check_views(%L)', only_tenant),
            format('check_cohorts(%L)', only_tenant),
            format('check_stores(%L, %L)', only_tenant, deep),
            format('check_rollups(%L, %L)', only_tenant, deep),
            format('check_client_months(%L, %L)', only_tenant, deep),
            format('check_metrics(%L, %L)', only_tenant, deep),
            format('check_links(%L, %L)', only_tenant, deep)
        ]
    end loop
        begin
            -- a name from the list above: @plpgsql_check_options: security_warnings = off
            return query execute 'select * from hardal_private.' || v_check;
        exception when others then
            return next (
                'wrong',
                'check',
                v_check,
                format('it fails: %s', sqlerrm),
                'what it looks at is unknown',
                'mend what else is found, then hardal-admin migrate, '
                'then hardal-admin doctor again',
                null
            )::hardal_private.finding;
        end;
    end loop;
end
$$;

comment on function hardal_private.doctor(text, boolean) is
'Returns the findings in the database, or in one tenant''s data: the problem, why it matters and '
'how to mend it; fix is SQL that mends it safely; deep: checks all months and days of a tenant, '
'not only the newest';
