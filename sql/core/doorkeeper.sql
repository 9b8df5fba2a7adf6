-- Makes the role and the schema of self-service, through which PSQL URLs are made over HTTP, or
-- takes both away. hardal.self_service says what was asked for: on (migrate --self-service), off
-- (migrate --no-self-service), or nothing, which keeps what the database has. The owner of the
-- schema is the record: hardal_doorkeeper where self-service is on, hardal_owner where it is off.
-- A first install turns it on, and so does an upgrade from a version that did not have it.
--
-- Run as the login, which needs CREATEROLE, and CREATE on the database.
do $doorkeeper$
declare
    v_asked constant text := nullif(current_setting('hardal.self_service', true), '');
    v_owner constant text := (
        select r.rolname
        from pg_namespace as n
        inner join pg_roles as r on n.nspowner = r.oid
        where n.nspname = 'hardal_doorkeeper'
    );
    v_wanted constant text := case
        when v_asked = 'on' then 'hardal_doorkeeper'
        when v_asked = 'off' then 'hardal_owner'
        when v_owner in ('hardal_doorkeeper', 'hardal_owner') then v_owner
        -- the schema is gone: nobody asked for the power again
        when exists (
            select
            from hardal_private.migrations as m
            where m.path = 'migrations/core/0005_self_service.sql'
        ) then 'hardal_owner'
        else 'hardal_doorkeeper'
    end;
begin
    if v_wanted = 'hardal_doorkeeper' then
        if to_regrole('hardal_doorkeeper') is null then
            create role hardal_doorkeeper nologin createrole;
            comment on role hardal_doorkeeper is
                'hardal: makes the logins of PSQL URLs, through one function; nobody logs in as it';
        elsif not (select r.rolcreaterole from pg_roles as r where r.rolname = v_wanted) then
            alter role hardal_doorkeeper createrole;
        end if;
        if current_setting('server_version_num')::int >= 160000 then
            if not (pg_has_role(v_wanted, 'usage') and pg_has_role(v_wanted, 'set')) then
                execute format(
                    'grant hardal_doorkeeper to %I with inherit true, set true', current_user
                );
            end if;
        elsif not pg_has_role(v_wanted, 'usage') then
            execute format('grant hardal_doorkeeper to %I', current_user);
        end if;
    end if;

    if v_owner <> v_wanted then
        drop schema hardal_doorkeeper cascade;
    end if;
    execute format('create schema if not exists hardal_doorkeeper authorization %I', v_wanted);
    comment on schema hardal_doorkeeper is
        'hardal: the one function that makes, changes and drops the logins of PSQL URLs';
    if v_wanted = 'hardal_doorkeeper' then
        grant usage on schema hardal_doorkeeper to hardal_owner;
    elsif
        exists (
            select from pg_roles as r where r.rolname = 'hardal_doorkeeper' and r.rolcreaterole
        )
        -- the role belongs to the whole server: another database may have self-service
        and not exists (
            select
            from pg_shdepend as d
            where
                d.refclassid = 'pg_authid'::regclass
                and d.refobjid = to_regrole('hardal_doorkeeper')
                and d.deptype = 'o'
        )
    then
        begin
            alter role hardal_doorkeeper nocreaterole;
        exception when insufficient_privilege then
            raise notice 'hardal_doorkeeper keeps CREATEROLE: another login has made it';
        end;
    end if;
end
$doorkeeper$;
