-- A PSQL URL is a LOGIN role of its own. Its password reaches the server as a SCRAM verifier only, so that no log
-- holds it. The settings are defaults that a reader can change; the walls are the grants and the connection limit.
-- Called as a login that may create roles.
create or replace function hardal_private.create_url(tenant text, name text, verifier text)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_role text := tenant || '__u_' || name;
begin
    perform hardal_private.require_tenant(tenant);
    if name !~ '^[a-z][a-z0-9_]*$' or octet_length(v_role) > 63 then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a PSQL URL of %s', to_jsonb(left(name, 80)), tenant),
            hint = format(
                'take 1 to %s of a-z, 0-9 and _, a letter first', 63 - octet_length(tenant || '__u_')
            );
    end if;
    if verifier !~ '^SCRAM-SHA-256\$' then
        raise sqlstate 'HD400' using message = 'a password comes as a SCRAM-SHA-256 verifier, never in clear';
    end if;
    if to_regrole(v_role) is not null then
        raise sqlstate 'HD409' using
            message = format('the role %s exists already', v_role),
            hint = 'take another name: a PSQL URL is one person''s or one tool''s';
    end if;

    execute format('create role %I login connection limit 5 password %L', v_role, verifier);
    execute format('comment on role %I is %L', v_role, format('hardal: PSQL URL of the tenant %s', tenant));
    execute format('grant %I to %I', tenant || '__read', v_role);
    execute format('alter role %I set search_path to %I', v_role, tenant);
    execute format('alter role %I set default_transaction_read_only to on', v_role);
    execute format('alter role %I set statement_timeout to %L', v_role, '60s');
    execute format('alter role %I set idle_in_transaction_session_timeout to %L', v_role, '10min');
    insert into hardal_private.urls (role, tenant, name, scope)
    values (v_role, create_url.tenant, create_url.name, 'read');
    return v_role;
end
$$;

comment on function hardal_private.create_url(text, text, text) is
'Makes the login role of a PSQL URL and returns its name; HD404 where there is no such tenant, HD409 where the role exists, HD400 where a value will not do';
