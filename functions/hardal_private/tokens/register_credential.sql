-- Registers a token or a key. A token has the id of its signing key, a key has its digest.
create or replace function hardal_private.register_credential(
    tenant text,
    name text,
    scope text,
    expires_at timestamptz,
    key_id text,
    digest bytea
)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_kind text := case when register_credential.digest is null then 'token' else 'key' end;
    v_scopes text[] := case
        when register_credential.digest is null then hardal_private.token_scopes()
        else hardal_private.key_scopes()
    end;
    v_jti uuid;
begin
    perform hardal_private.require_tenant(tenant);
    if
        (length(name) between 1 and 63 and name !~ '[\u0001-\u001f\u007f-\u009f]') is not true
    then
        raise sqlstate 'HD400' using
            message = format(
                'a %s''s name is 1 to 63 characters, none of them a control character', v_kind
            ),
            hint = 'name it after who gets it: web, backend, nightly job';
    end if;
    if (scope = any (v_scopes)) is not true then
        raise sqlstate 'HD400' using
            message = format('a %s''s scope is %s', v_kind, array_to_string(v_scopes, ' or ')),
            hint = 'each scope allows one kind of work: see docs/security.md';
    end if;
    perform hardal_private.require_future(expires_at);
    insert into hardal_private.tokens (jti, tenant, name, scope, key_id, digest, expires_at)
    values (
        gen_random_uuid(),
        register_credential.tenant,
        register_credential.name,
        register_credential.scope,
        register_credential.key_id,
        register_credential.digest,
        register_credential.expires_at
    )
    on conflict (tenant, name) where revoked_at is null do nothing
    returning jti into v_jti;
    if v_jti is null then
        raise sqlstate 'HD409' using
            message = format(
                'the tenant %s has a token or a key named %s already', tenant, to_jsonb(name)
            ),
            hint = 'take another name; several can be live at once';
    end if;
    perform hardal_private.audit(
        v_kind || '.create', tenant, name, jsonb_build_object('scope', scope, 'jti', v_jti)
    );
    return v_jti;
end
$$;

comment on function hardal_private.register_credential(
    text, text, text, timestamptz, text, bytea
) is
'Registers a token (key_id) or a key (digest) and returns its jti; HD400 where a value is not '
'allowed; HD404 where there is no such tenant; HD409 where the name is taken';
