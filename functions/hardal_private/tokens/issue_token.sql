-- Registers a token. hardal-admin signs it. A signed token without a row here is refused.
create or replace function hardal_private.issue_token(
    tenant text, name text, scope text, key_id text, expires_at timestamptz
)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.register_signing_key(key_id);
    return hardal_private.register_credential(tenant, name, scope, expires_at, key_id, null);
end
$$;

comment on function hardal_private.issue_token(text, text, text, text, timestamptz) is
'Registers a token and returns its jti; HD400 where a value is not allowed; '
'HD404 where there is no such tenant; '
'HD409 where the name is taken or the signing key was replaced';
