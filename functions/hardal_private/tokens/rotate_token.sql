-- Registers the successor of a token. The old token goes on for the overlap, so that the backend
-- has time to change over.
create or replace function hardal_private.rotate_token(
    tenant text,
    name text,
    key_id text,
    expires_at timestamptz,
    overlap interval,
    out jti uuid,
    out scope text
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    perform hardal_private.require_tenant(tenant);
    -- take the newest one: an earlier rotation may have left another running
    select t.scope into scope
    from hardal_private.tokens as t
    where
        t.tenant = rotate_token.tenant
        and t.name = rotate_token.name
        and hardal_private.token_state(t) <> 'revoked'
    order by t.created_at desc
    limit 1
    for update;
    if scope is null then
        perform hardal_private.refuse_unknown_token(tenant, name);
    end if;
    update hardal_private.tokens as t
    set revoked_at = least(t.revoked_at, clock_timestamp() + rotate_token.overlap)
    where
        t.tenant = rotate_token.tenant
        and t.name = rotate_token.name
        and hardal_private.token_state(t) <> 'revoked';
    jti := hardal_private.issue_token(tenant, name, scope, key_id, expires_at);
    perform hardal_private.audit(
        'token.rotate', tenant, name, jsonb_build_object('overlap', overlap, 'jti', jti)
    );
end
$$;

comment on function hardal_private.rotate_token(text, text, text, timestamptz, interval) is
'Registers a token in place of the token of this name, which ends after the overlap; '
'returns jti and scope of the new token; HD404 where there is no such tenant or token; '
'HD400 and HD409 as issue_token';
