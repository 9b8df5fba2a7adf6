-- Makes the role of a PSQL URL what its row says. Its settings are defaults that whoever logs in can change, for good
-- even: the walls are the grants, the connection limit and the end. doctor puts them back by this.
create or replace function hardal_private.apply_role_settings(role name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls;
    v_open boolean;
    v_setting text;
begin
    select u.* into strict v_url
    from hardal_private.urls as u
    where u.role = apply_role_settings.role;
    select t.suspended_at is null and v_url.revoked_at is null into strict v_open
    from hardal_private.tenants as t
    where t.name = v_url.tenant;

    execute format(
        'alter role %I %s connection limit %s valid until %L',
        role,
        case when v_open then 'login' else 'nologin' end,
        v_url.connections,
        coalesce(v_url.expires_at, 'infinity')
    );
    execute format('alter role %I reset all', role);
    execute format('alter role %I in database %I reset all', role, current_database());
    foreach v_setting in array hardal_private.url_settings(v_url) loop
        execute format(
            'alter role %I set %I to %L', role, split_part(v_setting, '=', 1), split_part(v_setting, '=', 2)
        );
    end loop;
end
$$;

comment on function hardal_private.apply_role_settings(name) is
'Gives the role of a PSQL URL the login right, limit, end and settings that its row and its tenant''s name';
