-- Registers a token. hardal-admin signs it. A signed token without a row here is refused.
create or replace function hardal_private.issue_token(
    tenant text, name text, scope text, key_id text, expires_at timestamptz
)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_jti uuid;
begin
    perform hardal_private.require_tenant(tenant);
    if length(name) not between 1 and 63 or name ~ '[\u0001-\u001f\u007f-\u009f]' then
        raise sqlstate 'HD400' using
            message = 'a token''s name is 1 to 63 characters, none of them a control character';
    end if;
    if scope <> all (hardal_private.token_scopes()) then
        raise sqlstate 'HD400' using
            message = format(
                'a token''s scope is %s', array_to_string(hardal_private.token_scopes(), ' or ')
            );
    end if;
    perform hardal_private.require_future(expires_at);
    perform hardal_private.register_signing_key(key_id);
    insert into hardal_private.tokens (jti, tenant, name, scope, key_id, expires_at)
    values (
        gen_random_uuid(),
        issue_token.tenant,
        issue_token.name,
        issue_token.scope,
        issue_token.key_id,
        issue_token.expires_at
    )
    on conflict (tenant, name) where revoked_at is null do nothing
    returning jti into v_jti;
    if v_jti is null then
        raise sqlstate 'HD409' using
            message = format('the tenant %s has a token named %s already', tenant, to_jsonb(name)),
            hint = 'take another name; several tokens can be live at once';
    end if;
    perform hardal_private.audit(
        'token.create', tenant, name, jsonb_build_object('scope', scope, 'jti', v_jti)
    );
    return v_jti;
end
$$;

comment on function hardal_private.issue_token(text, text, text, text, timestamptz) is
'Registers a token and returns its jti; HD400 where a value is not allowed; '
'HD404 where there is no such tenant; '
'HD409 where the name is taken or the signing key was replaced';
