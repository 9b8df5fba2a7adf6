-- Makes, changes or drops the login of a PSQL URL. No other function does: the tool and the API
-- come here by hardal_private.sync_login, with what the row of the PSQL URL says.
--
-- Where self-service is on, it works with the rights of hardal_doorkeeper, which may create roles.
-- On PostgreSQL 15 such a role reaches every role but superusers. So this function is the wall:
-- - the name is <tenant>__u_<name>, and its group is one of the same tenant;
-- - it changes no role that does not carry hardal's comment, and makes a member of no group
--   without;
-- - a password comes as a SCRAM-SHA-256 verifier, and no role with more power gets one;
-- - it calls no function and reads no table of another owner: hardal_owner could put code there.
--
-- Where self-service is off, it works with the rights of its caller, a login that may create roles.
create or replace function hardal_doorkeeper.sync_login(
    role name,
    scope text,
    state text,
    connections bigint,
    expires_at timestamptz,
    settings text[],
    verifier text default null
)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    -- the options of a GRANT are hardal's own text: @plpgsql_check_options: security_warnings = off
    v_tenant constant text := split_part(role, '__', 1);
    v_group constant text := v_tenant || '__' || scope;
    v_mark constant text := 'hardal: PSQL URL of the tenant ' || v_tenant;
    v_has_options constant boolean := current_setting('server_version_num')::int >= 160000;
    v_login oid;
    v_setting text;
    v_ended int := 0;
    v_joined boolean := false;
begin
    if
        (role ~ '^[a-z]([a-z0-9]|_[a-z0-9])+__u_[a-z][a-z0-9_]*$') is not true
        or (scope = any ('{read,aggregate,write,model}')) is not true
        or (state = any ('{open,closed,revoked,dropped}')) is not true
    then
        raise sqlstate 'HD400' using message = 'this is no login of a PSQL URL';
    end if;
    -- PostgreSQL would take anything else for a password in clear
    if
        verifier !~ (
            '^SCRAM-SHA-256\$[1-9][0-9]{3,5}:[A-Za-z0-9+/]{22}=='
            '\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$'
        )
        or substring(verifier from '\$([0-9]+):')::int < 4096
    then
        raise sqlstate 'HD400' using message = 'this is no SCRAM-SHA-256 verifier';
    end if;

    v_login := to_regrole(role::text);
    if v_login is null then
        if verifier is null or state = 'dropped' then
            return 0;
        end if;
        if
            shobj_description(to_regrole(v_group), 'pg_authid')
            is distinct from format('hardal: scope %s of the tenant %s', scope, v_tenant)
        then
            raise sqlstate 'HD409' using
                message = format('%s is no group of hardal''s', v_group),
                hint = 'hardal-admin doctor';
        end if;
        execute format('create role %I', role);
        execute format('comment on role %I is %L', role, v_mark);
        execute format(
            'grant %I to %I%s',
            v_group,
            role,
            -- as membership_options says
            case
                when not v_has_options then ''
                when scope = 'model' then ' with inherit true, set true'
                else ' with inherit true, set false'
            end
        );
    elsif shobj_description(v_login, 'pg_authid') is distinct from v_mark then
        raise sqlstate 'HD409' using
            message = format('the role %s is no PSQL URL of hardal''s', role),
            hint = format('where it is one all the same: comment on role %I is %L', role, v_mark);
    elsif v_has_options and not pg_has_role(v_login, 'member with admin option') then
        raise sqlstate 'HD403' using
            message = format('%s may not manage the role %s', current_user, role),
            hint = format(
                'as a superuser, or as the login that has made it: '
                'grant %I to %I with admin option',
                role,
                current_user
            );
    end if;

    if verifier is not null and state <> 'dropped' then
        if
            exists (
                select
                from pg_roles as r
                where
                    r.rolname = role
                    and (
                        r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication
                        or r.rolbypassrls
                    )
            )
            or exists (
                select
                from pg_auth_members as m
                where m.member = to_regrole(role::text) and m.roleid <> to_regrole(v_group)
            )
        then
            raise sqlstate 'HD409' using
                message = format('the role %s has more power than a PSQL URL', role),
                hint = 'hardal-admin doctor --fix';
        end if;
    end if;

    -- A login may change itself, and holds its row until its transaction ends: so it would keep
    -- everybody from closing it. Its connections end where they are in the way.
    for v_try in 1..2 loop
        if v_try = 2 or state in ('revoked', 'dropped') then
            if not pg_has_role(role, 'usage') then
                execute format(
                    'grant %I to %I%s',
                    role,
                    current_user,
                    case when v_has_options then ' with inherit true, set false' else '' end
                );
                v_joined := true;
            end if;
            -- a request over HTTP has looked at the connections before, and would see those of then
            perform pg_stat_clear_snapshot();
            v_ended := v_ended + (
                select count(*) filter (where pg_terminate_backend(a.pid, 5000))
                from pg_stat_activity as a
                where a.usename = role
            );
        end if;
        begin
            if state = 'dropped' then
                -- nobody logs in again once this has been committed
                execute format('alter role %I nologin', role);
                perform pg_stat_clear_snapshot();
                v_ended := v_ended + (
                    select count(*) filter (where pg_terminate_backend(a.pid, 5000))
                    from pg_stat_activity as a
                    where a.usename = role
                );
                execute format('drop owned by %I', role);
                execute format('drop role %I', role);
                return v_ended;
            end if;
            if verifier is not null then
                execute format('alter role %I password %L', role, verifier);
            end if;
            execute format(
                'alter role %I %s connection limit %s valid until %L',
                role,
                case state when 'open' then 'login' else 'nologin' end,
                connections,
                coalesce(expires_at, 'infinity')
            );
            if state = 'revoked' then
                -- who logs in until this has been committed has no rights from then on
                execute format('revoke %I from %I', v_group, role);
            end if;
            begin
                execute format('alter role %I reset all', role);
                execute format('alter role %I in database %I reset all', role, current_database());
            exception when insufficient_privilege then
                -- a SECURITY DEFINER function cannot reset the setting "role", which any login can
                -- give itself. All are defaults, no walls; doctor tells, and puts them back.
                null;
            end;
            foreach v_setting in array settings loop
                execute format(
                    'alter role %I set %I to %L',
                    role,
                    split_part(v_setting, '=', 1),
                    split_part(v_setting, '=', 2)
                );
            end loop;
            exit;
        exception when lock_not_available then
            if v_try = 2 then
                raise sqlstate 'HD409' using
                    message = format('another transaction holds the role %s', role),
                    hint = 'try again';
            end if;
        end;
    end loop;
    if v_joined then
        execute format('revoke %I from %I', role, current_user);
    end if;
    return v_ended;
end
$$;

comment on function hardal_doorkeeper.sync_login(
    name, text, text, bigint, timestamptz, text[], text
) is
'Gives the login of a PSQL URL its attributes, its settings and, with a verifier, its password; '
'makes it where it is missing and there is a verifier; state revoked takes its rights and ends its '
'connections, dropped drops it too; returns how many connections ended; HD400, HD403 and HD409 for '
'a role that is not its business';

revoke all on function hardal_doorkeeper.sync_login(
    name, text, text, bigint, timestamptz, text[], text
) from public;
grant execute on function hardal_doorkeeper.sync_login(
    name, text, text, bigint, timestamptz, text[], text
) to hardal_owner;

do $off$
begin
    if current_user = 'hardal_owner' then -- self-service is off: see sql/core/doorkeeper.sql
        alter function hardal_doorkeeper.sync_login(
            name, text, text, bigint, timestamptz, text[], text
        ) security invoker;
    end if;
end
$off$;
