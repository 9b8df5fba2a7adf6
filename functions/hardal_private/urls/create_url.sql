-- Makes a PSQL URL, which is a LOGIN role of its own. The password reaches the server only as a
-- SCRAM verifier, so that no log holds it. The caller is a login that may create roles.
create or replace function hardal_private.create_url(
    tenant text,
    name text,
    scope text,
    verifier text,
    expires_at timestamptz default null,
    connections bigint default 5,
    statement_timeout bigint default 60000
)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    -- the options of a GRANT are hardal's own text: @plpgsql_check_options: security_warnings = off
    v_role text := tenant || '__u_' || name;
    v_broken text;
begin
    perform hardal_private.require_tenant(tenant);
    if name !~ '^[a-z][a-z0-9_]*$' or octet_length(v_role) > 63 then
        raise sqlstate 'HD400' using
            message = format(
                '%s is no name for a PSQL URL of %s', to_jsonb(left(name, 80)), tenant
            ),
            hint = format(
                'take 1 to %s of a-z, 0-9 and _, a letter first',
                63 - octet_length(tenant || '__u_')
            );
    end if;
    perform hardal_private.require_verifier(verifier);
    perform hardal_private.require_future(expires_at);
    if to_regrole(v_role) is not null then
        raise sqlstate 'HD409' using
            message = format('the role %s exists already', v_role),
            hint = 'take another name: a PSQL URL is one person''s or one tool''s';
    end if;

    begin
        insert into hardal_private.urls (
            role, tenant, name, scope, expires_at, connections, statement_timeout
        )
        values (
            v_role,
            create_url.tenant,
            create_url.name,
            create_url.scope,
            create_url.expires_at,
            create_url.connections,
            create_url.statement_timeout
        );
    exception when check_violation then
        -- each constraint is named by the sentence that states its rule
        get stacked diagnostics v_broken = constraint_name;
        raise sqlstate 'HD400' using message = v_broken;
    end;
    execute format('create role %I password %L', v_role, verifier);
    execute format(
        'comment on role %I is %L', v_role, format('hardal: PSQL URL of the tenant %s', tenant)
    );
    execute format(
        'grant %I to %I%s',
        tenant || '__' || scope,
        v_role,
        hardal_private.membership_options(v_role, tenant || '__' || scope)
    );
    if scope = 'model' then
        perform hardal_private.make_models_schema(tenant);
    end if;
    perform hardal_private.apply_role_settings(v_role);
    perform hardal_private.audit(
        'url.create', tenant, name, jsonb_build_object('scope', scope, 'expires_at', expires_at)
    );
    return v_role;
end
$$;

comment on function hardal_private.create_url(
    text, text, text, text, timestamptz, bigint, bigint
) is
'Makes the login role of a PSQL URL and returns its name; expires_at: null means no expiry; '
'statement_timeout: in milliseconds, 0 means none; HD400 where a value is not allowed; '
'HD404 where there is no such tenant; HD409 where the role exists already';
