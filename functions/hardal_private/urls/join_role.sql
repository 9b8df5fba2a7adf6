-- Makes the caller a member of one of hardal's roles, unless it is a member already. Only a member
-- can end the connections of the role, and drop its objects and grants. Only a member that may
-- switch to the role can give it objects (of REASSIGN OWNED since PostgreSQL 17.12).
create or replace function hardal_private.join_role(role name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- the options are a constant of membership_options:
    -- @plpgsql_check_options: security_warnings = off
    v_options constant text := hardal_private.membership_options(current_user, role);
begin
    if
        not pg_has_role(role, 'usage')
        or (v_options like '%set true' and not pg_has_role(role, 'set'))
    then
        execute format('grant %I to current_user%s', role, v_options);
    end if;
end
$$;

comment on function hardal_private.join_role(name) is
'Makes the caller a member of this role, with its rights';
