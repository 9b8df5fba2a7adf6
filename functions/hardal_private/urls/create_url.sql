-- Makes a PSQL URL, which is a LOGIN role of its own. The password reaches the server only as a
-- SCRAM verifier, so that no log holds it. hardal_doorkeeper makes the role, or where self-service
-- is off the caller, which is a login that may create roles then.
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
    v_role text := tenant || '__u_' || name;
    v_digest text;
    v_most int;
    v_broken text;
begin
    perform hardal_private.require_tenant(tenant);
    if (name ~ '^[a-z][a-z0-9_]*$') is not true or octet_length(v_role) > 63 then
        raise sqlstate 'HD400' using
            message = format(
                '%s is no name for a PSQL URL of %s',
                coalesce(to_jsonb(left(name, 80)), 'null'),
                tenant
            ),
            hint = format(
                'take 1 to %s of a-z, 0-9 and _, a letter first',
                63 - octet_length(tenant || '__u_')
            );
    end if;
    if num_nulls(scope, connections, statement_timeout) > 0 then
        raise sqlstate 'HD400' using
            message = 'scope, connections and statement_timeout are not null',
            hint = 'leave out what should have its default';
    end if;
    perform hardal_private.require_future(expires_at);
    v_digest := hardal_private.require_new_verifier(tenant, verifier);
    if to_regrole(v_role) is not null then
        raise sqlstate 'HD409' using
            message = format('the role %s exists already', v_role),
            hint = 'take another name: a PSQL URL is one person''s or one tool''s';
    end if;
    -- require_new_verifier has locked the tenant: no other PSQL URL of it is being made
    v_most := (select l.max_urls from hardal_private.tenant_limits(tenant) as l);
    if (select count(*) from hardal_private.urls as u where u.tenant = create_url.tenant) >= v_most
    then
        raise sqlstate 'HD409' using
            message = format('the tenant %s has %s PSQL URLs, as many as it may', tenant, v_most),
            hint = format(
                'revoke one that nobody needs, or raise the limit: '
                'hardal-admin tenant set %s --max-urls',
                tenant
            );
    end if;

    begin
        insert into hardal_private.urls (
            role, tenant, name, scope, expires_at, connections, statement_timeout, verifier
        )
        values (
            v_role,
            create_url.tenant,
            create_url.name,
            create_url.scope,
            create_url.expires_at,
            create_url.connections,
            create_url.statement_timeout,
            create_url.verifier
        );
    exception when check_violation then
        -- each constraint is named by the sentence that states its rule
        get stacked diagnostics v_broken = constraint_name;
        raise sqlstate 'HD400' using message = v_broken, hint = 'take another value';
    end;
    perform hardal_private.sync_login(v_role::name, verifier);
    if scope = 'model' then
        perform hardal_private.make_models_schema(tenant);
    end if;
    perform hardal_private.audit(
        'url.create',
        tenant,
        name,
        jsonb_build_object('scope', scope, 'expires_at', expires_at, 'verifier', v_digest)
    );
    return v_role;
end
$$;

comment on function hardal_private.create_url(
    text, text, text, text, timestamptz, bigint, bigint
) is
'Makes the login role of a PSQL URL and returns its name; expires_at: null means no expiry; '
'statement_timeout: in milliseconds, 0 means none; HD400 where a value is not allowed; '
'HD404 where there is no such tenant; HD409 where the role exists already, where the tenant has as '
'many PSQL URLs as it may, or where it has used the verifier before';
