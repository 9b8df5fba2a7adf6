-- The roles that PostgREST switches between. Roles belong to the whole server: another hardal database may
-- have made them already, so each is touched only where it is missing.
-- Run as the login, which needs CREATEROLE.
do $roles$
declare
    -- from 16 on, say that the authenticator must switch to a role to use it
    v_with text := case
        when current_setting('server_version_num')::int >= 160000 then ' with inherit false, set true' else ''
    end;
    v_role text;
begin
    if to_regrole('hardal_authenticator') is null then
        create role hardal_authenticator login noinherit;
        alter role hardal_authenticator set timezone to 'UTC';
        comment on role hardal_authenticator is 'hardal: PostgREST logs in as this; it has no rights until it switches';
    end if;
    if to_regrole('hardal_anon') is null then
        create role hardal_anon nologin;
        comment on role hardal_anon is 'hardal: a request without a token; learns that it needs one';
    end if;
    if to_regrole('hardal_ingest') is null then
        create role hardal_ingest nologin;
        comment on role hardal_ingest is 'hardal: a request with an ingest token; may call the ingest functions';
    end if;
    if to_regrole('hardal_read') is null then
        create role hardal_read nologin;
        comment on role hardal_read is 'hardal: a request with a read token; may call the read functions';
    end if;
    foreach v_role in array array['hardal_anon', 'hardal_ingest', 'hardal_read'] loop
        if not pg_has_role('hardal_authenticator', v_role, 'member') then
            execute format('grant %I to hardal_authenticator%s', v_role, v_with);
        end if;
    end loop;
end
$roles$;
