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
begin
    scope := hardal_private.end_credential(tenant, name, false, overlap);
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
