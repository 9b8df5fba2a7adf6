-- Checks the token of every HTTP request before the request runs. PostgREST calls this function
-- with the token's role.
-- PostgREST has checked the signature, exp, and aud where the token has one. This function checks
-- the rest against the registry, and bounds how long the request may take and how many of its kind
-- run at once. It also runs in the read-only transaction of a GET.
create or replace function hardal.pre_request()
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
    v_token hardal_private.tokens;
    v_reason text;
begin
    if session_user <> 'hardal_authenticator' then
        raise sqlstate 'PT403' using message = 'this is PostgREST''s to call';
    end if;
    if v_claims ->> 'role' is distinct from 'hardal_anon' then
        select t.* into v_token
        from hardal_private.tokens as t
        where t.jti = case
            when v_claims ->> 'jti' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                then (v_claims ->> 'jti')::uuid
        end;
    end if;
    v_reason := case
        when v_claims is null or v_claims ->> 'role' is null or v_claims ->> 'role' = 'hardal_anon'
            then 'this request has no token'
        when v_token.jti is null then 'the token is unknown here'
        when hardal_private.token_state(v_token) = 'revoked' then 'the token was revoked'
        when hardal_private.token_state(v_token) = 'expired' then 'the token has expired'
        when v_claims ->> 'aud' is distinct from 'hardal'
            then 'the token is meant for another service'
        when v_claims ->> 'role' <> 'hardal_' || v_token.scope
            then 'the token''s role is not the one it was issued for'
        when v_claims ->> 'tenant' is distinct from v_token.tenant
            then 'the token''s tenant is not the one it was issued for'
        when v_claims ->> 'exp' is null then 'the token has no end'
    end;
    if v_reason is not null then
        perform hardal_private.refuse_request(
            401, v_reason, null,
            'send Authorization: Bearer <token>, with a token that hardal-admin token create made',
            '{"WWW-Authenticate": "Bearer"}'
        );
    end if;
    if exists (
        select from hardal_private.tenants as t
        where t.name = v_token.tenant and t.suspended_at is not null
    ) then
        perform hardal_private.refuse_request(
            403, format('the tenant %s is suspended', v_token.tenant), null,
            'ask whoever runs this server; its data is kept'
        );
    end if;
    -- at / PostgREST lists the functions, and tells its version
    if current_setting('request.path', true) = '/' then
        perform hardal_private.refuse_request(
            404, 'there is nothing at /', null, 'the calls of the API are below /rpc/'
        );
    end if;
    -- PostgREST passes the bytes of a compressed body on, as if they were JSON or NDJSON. The
    -- header is rare, so it is read only where there is one.
    if current_setting('request.headers', true) like '%"content-encoding"%' then
        perform hardal_private.refuse_encoding(hardal_private.content_encoding());
    end if;
    perform hardal_private.admit_request(v_token.tenant, v_token.scope);
    if
        v_token.scope = 'ingest'
        and (v_token.used_at is null or v_token.used_at < date_trunc('hour', now()))
        and current_setting('transaction_read_only') = 'off'
    then
        perform hardal_private.record_token_use(v_token.jti);
    end if;
end
$$;

comment on function hardal.pre_request() is
'PostgREST''s db-pre-request. PT401 for a token that is missing, unknown, revoked, expired or not '
'as it was issued; PT403 for a suspended tenant, and for any login but PostgREST''s; '
'PT404 at /, where PostgREST would describe the API; PT415 for a body with a Content-Encoding; '
'PT429 where too many requests run already';
grant execute on function hardal.pre_request() to hardal_anon, hardal_ingest, hardal_read;
