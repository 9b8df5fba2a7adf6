-- Lets the doorkeeper manage the groups and the PSQL URLs of one tenant, or of all and the
-- template: from PostgreSQL 16 on, this needs their ADMIN OPTION. It gets none of their rights. The
-- caller is a login that manages these roles. doctor reports the roles that it may not hand over.
create or replace function hardal_private.grant_doorkeeper(only_tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- the options of a GRANT are hardal's own text: @plpgsql_check_options: security_warnings = off
    v_options text := ' with admin true, inherit false, set false';
    v_role text;
begin
    for v_role in
        select r.role
        from hardal_private.beyond_doorkeeper() as r
        where grant_doorkeeper.only_tenant is null or r.tenant = grant_doorkeeper.only_tenant
    loop
        begin
            execute format('grant %I to hardal_doorkeeper%s', v_role, v_options);
        exception when insufficient_privilege then
            null;
        end;
    end loop;
end
$$;

comment on function hardal_private.grant_doorkeeper(text) is
'Gives hardal_doorkeeper the ADMIN OPTION of the groups and PSQL URLs of a tenant, or of all '
'(null), as far as the login may';
