-- Makes the caller a member of one of hardal's roles, unless it is a member already. Only a member
-- can end the connections of the role, and drop its objects and grants.
create or replace function hardal_private.join_role(role name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not pg_has_role(role, 'usage') then
        execute format(
            'grant %I to current_user%s',
            role,
            case
                when current_setting('server_version_num')::int >= 160000
                    then ' with inherit true, set false'
                else ''
            end
        );
    end if;
end
$$;

comment on function hardal_private.join_role(name) is
'Makes the caller a member of this role, with its rights';
