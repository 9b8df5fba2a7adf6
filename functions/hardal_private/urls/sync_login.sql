-- Makes the login of a PSQL URL match its row: all that makes, changes and drops logins goes this
-- way. The doorkeeper's function does it, with the values of the row.
--
-- PostgreSQL does not let a SECURITY DEFINER function change the setting "role", with which the
-- login of the scope model starts, and which any login can give itself. So the caller does that,
-- where it is the tool.
create or replace function hardal_private.sync_login(
    role name, verifier text default null, dropped boolean default false
)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_url hardal_private.urls;
    v_ended int := 0;
begin
    select u.* into v_url
    from hardal_private.urls as u
    where u.role = sync_login.role;
    if v_url.role is null then
        raise sqlstate 'HD404' using
            message = format('there is no PSQL URL of the role %s', sync_login.role),
            hint = 'it may have been revoked at this moment';
    end if;
    for v_turn in 1..2 loop
        v_ended := v_ended + hardal_doorkeeper.sync_login(
            v_url.role,
            v_url.scope,
            case
                when sync_login.dropped then 'dropped'
                when v_url.revoked_at is not null then 'revoked'
                when hardal_private.may_log_in(v_url) then 'open'
                else 'closed'
            end,
            v_url.connections,
            v_url.expires_at,
            array(
                select s.setting
                from
                    unnest(hardal_private.url_settings(v_url))
                        with ordinality as s (setting, place)
                where s.setting not like 'role=%'
                order by s.place
            ),
            sync_login.verifier
        );
        exit when
            v_turn = 2
            or sync_login.dropped
            or session_user = 'hardal_authenticator'
            or not exists (
                select
                from pg_db_role_setting as s
                cross join unnest(s.setconfig) as c (setting)
                where
                    s.setrole = to_regrole(v_url.role::text)
                    and c.setting ~ '^(role|session_authorization)='
            );
        -- the doorkeeper's function has left all settings as they were, and does it anew
        execute format('alter role %I reset all', v_url.role);
        execute format('alter role %I in database %I reset all', v_url.role, current_database());
    end loop;
    if v_url.scope = 'model' and not dropped and to_regrole(v_url.role::text) is not null then
        execute format('alter role %I set role to %L', v_url.role, v_url.tenant || '__model');
    end if;
    return v_ended;
end
$$;

comment on function hardal_private.sync_login(name, text, boolean) is
'Makes the login of a PSQL URL match its row, with the password of this verifier where there is'
' one; dropped: ends its connections and drops it; returns how many connections ended; HD404 '
'where the role has no row';
