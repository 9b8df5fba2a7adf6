-- Makes whoever calls a member of a role of hardal's, where it is none: to end sessions, or to drop what the role holds.
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
            case when current_setting('server_version_num')::int >= 160000 then ' with inherit true, set false' else '' end
        );
    end if;
end
$$;

comment on function hardal_private.join_role(name) is 'Makes the caller a member of this role, with its rights';
