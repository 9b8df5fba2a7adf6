-- Makes PostgREST's login, the roles that it switches to, and the group for monitoring. Roles
-- belong to the whole server: another hardal database may have made them already, so this file
-- makes only missing roles.
--
-- Run as the login, which needs CREATEROLE.
do $roles$
declare
    -- from PostgreSQL 16 on, the grant says that the authenticator has to switch to use a role
    v_with text := case
        when current_setting('server_version_num')::int >= 160000
            then ' with inherit false, set true'
        else ''
    end;
    v_role text;
begin
    if to_regrole('hardal_authenticator') is null then
        create role hardal_authenticator login noinherit;
        -- these come before a database's own; doctor knows them (authenticator_settings)
        alter role hardal_authenticator set timezone to 'UTC';
        alter role hardal_authenticator set datestyle to 'ISO, MDY';
        alter role hardal_authenticator set intervalstyle to 'postgres';
        alter role hardal_authenticator set extra_float_digits to 1;
        -- PostgREST reads the names of types, and does not expect quotes
        alter role hardal_authenticator set quote_all_identifiers to off;
        comment on role hardal_authenticator is
            'hardal: PostgREST logs in as this role; it has no rights until it switches to another';
    end if;
    if to_regrole('hardal_anon') is null then
        create role hardal_anon nologin;
        comment on role hardal_anon is
            'hardal: a request without a token; a key makes it another role';
    end if;
    if to_regrole('hardal_ingest') is null then
        create role hardal_ingest nologin;
        comment on role hardal_ingest is
            'hardal: a request with an ingest token or key; it may call the ingest functions';
    end if;
    if to_regrole('hardal_read') is null then
        create role hardal_read nologin;
        comment on role hardal_read is
            'hardal: a request with a read token or key; it may call the read functions';
    end if;
    if to_regrole('hardal_aggregate') is null then
        create role hardal_aggregate nologin;
        comment on role hardal_aggregate is
            'hardal: a request with an aggregate key; it may call the functions that count';
    end if;
    if to_regrole('hardal_manage') is null then
        create role hardal_manage nologin;
        comment on role hardal_manage is
            'hardal: a request with a manage key; it may call the functions that read and change';
    end if;
    if to_regrole('hardal_monitor') is null then
        create role hardal_monitor nologin;
        comment on role hardal_monitor is
            'hardal: monitoring; its members see numbers of each tenant, and no data';
    end if;
    foreach v_role in array array[
        'hardal_anon', 'hardal_ingest', 'hardal_read', 'hardal_aggregate', 'hardal_manage'
    ] loop
        if not pg_has_role('hardal_authenticator', v_role, 'member') then
            execute format('grant %I to hardal_authenticator%s', v_role, v_with);
        end if;
    end loop;
    -- where PUBLIC may not connect
    foreach v_role in array array['hardal_authenticator', 'hardal_monitor'] loop
        if not has_database_privilege(v_role, current_database(), 'connect') then
            execute format('grant connect on database %I to %I', current_database(), v_role);
        end if;
    end loop;
end
$roles$;
