-- Makes the role of a PSQL URL match its row. The settings are only defaults: a login can change
-- them, even for good (ALTER ROLE). A login cannot change its grants, its connection limit and its
-- expiry: these are the walls. doctor puts changed settings back with this function.
create or replace function hardal_private.apply_role_settings(role name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls;
    v_setting text;
begin
    select u.* into strict v_url
    from hardal_private.urls as u
    where u.role = apply_role_settings.role;
    execute format(
        'alter role %I %s connection limit %s valid until %L',
        role,
        case when hardal_private.may_log_in(v_url) then 'login' else 'nologin' end,
        v_url.connections,
        coalesce(v_url.expires_at, 'infinity')
    );
    execute format('alter role %I reset all', role);
    execute format('alter role %I in database %I reset all', role, current_database());
    foreach v_setting in array hardal_private.url_settings(v_url) loop
        execute format(
            'alter role %I set %I to %L',
            role,
            split_part(v_setting, '=', 1),
            split_part(v_setting, '=', 2)
        );
    end loop;
end
$$;

comment on function hardal_private.apply_role_settings(name) is
'Gives the role of a PSQL URL the login right, connection limit, expiry and settings that its row '
'and its tenant''s row say; P0002 where the role has no row';
