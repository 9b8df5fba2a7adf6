-- Gives the groups and logins of tenants the memberships that hardal means, and takes all others
-- from them. An older version made each <tenant>__write a member of hardal_ingest.
--
-- The caller is a login that may grant the roles. doctor reports the memberships that the login may
-- not change.
create or replace function hardal_private.mend_memberships()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names come quoted from the catalogue: @plpgsql_check_options: security_warnings = off
    v_fix text;
begin
    for v_fix in
        select f.fix
        from hardal_private.check_memberships() as f
        inner join hardal_private.own_roles() as o on f.object = o.role
        where o.tenant is not null
    loop
        begin
            execute v_fix;
        exception when insufficient_privilege then
            null;
        end;
    end loop;
end
$$;

comment on function hardal_private.mend_memberships() is
'Runs the fixes of check_memberships for the groups and logins of tenants, as far as the login may';
