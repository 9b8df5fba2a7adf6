-- Returns what the key or token of the request is, and what it may do: GET /rpc/session.
create or replace function hardal.session()
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant constant text := hardal_private.current_tenant();
    v_on constant boolean := hardal_private.self_service();
    v_token constant hardal_private.tokens := hardal_private.request_credential();
begin
    perform hardal_private.require_plain_statement();
    return jsonb_build_object(
        'tenant', v_tenant,
        'kind', case when v_token.digest is null then 'token' else 'key' end,
        'name', v_token.name,
        'scope', v_token.scope,
        'expires_at', least(v_token.expires_at, v_token.revoked_at),
        'self_service', v_on,
        'can', jsonb_build_object(
            'ingest', v_token.scope = 'ingest',
            'count', v_token.scope in ('read', 'aggregate', 'manage'),
            'read', v_token.scope in ('read', 'manage'),
            'urls', v_token.scope = 'manage' and v_on,
            'keys', v_token.scope = 'manage',
            'test_event', v_token.scope = 'manage',
            'replay', v_token.scope = 'manage',
            'describe', v_token.scope = 'manage'
        )
    );
end
$$;

comment on function hardal.session() is
'Returns the tenant, kind, name, scope and end of the key or token, whether self-service is on, '
'and what it may do (can)';
grant execute on function hardal.session()
to hardal_ingest, hardal_read, hardal_aggregate, hardal_manage;
