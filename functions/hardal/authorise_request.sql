-- Finds out who sends an HTTP request, and returns the role that the request has to run with.
-- PostgREST has checked a token's signature, exp, and aud where the token has one. This function
-- checks the rest against the registry, and bounds how long the request may take and how many of
-- its kind run at once. It also runs in the read-only transaction of a GET.
-- A key gets the claims that a token of its tenant and scope would have, so that nothing behind
-- this function needs to know which of both was sent.
create or replace function hardal.authorise_request()
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
    v_signed boolean := coalesce(v_claims ->> 'role', 'hardal_anon') <> 'hardal_anon';
    v_key text := case when not v_signed then hardal_private.request_key() end;
    v_token hardal_private.tokens;
    v_role text;
    v_reason text;
begin
    if session_user <> 'hardal_authenticator' then
        raise sqlstate 'PT403' using message = 'this is PostgREST''s to call';
    end if;
    if v_signed then
        select t.* into v_token
        from hardal_private.tokens as t
        where
            t.jti = case
                when v_claims ->> 'jti' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                    then (v_claims ->> 'jti')::uuid
            end
            and t.digest is null;
    elsif v_key is not null then
        select t.* into v_token
        from hardal_private.tokens as t
        where t.digest = hardal_private.key_digest(v_key);
    end if;
    v_role := 'hardal_' || v_token.scope;
    v_reason := case
        when not v_signed and v_key is null then 'this request has no token and no key'
        when v_token.jti is null and v_signed then 'the token is unknown here'
        when v_token.jti is null then 'the key is unknown here'
        when hardal_private.token_state(v_token) in ('revoked', 'expired')
            then format(
                'the %s %s',
                case when v_signed then 'token' else 'key' end,
                case
                    when hardal_private.token_state(v_token) = 'revoked' then 'was revoked'
                    else 'has expired'
                end
            )
        when not v_signed then null
        when v_claims ->> 'aud' is distinct from 'hardal'
            then 'the token is meant for another service'
        when v_claims ->> 'role' <> v_role
            then 'the token''s role is not the one it was issued for'
        when v_claims ->> 'tenant' is distinct from v_token.tenant
            then 'the token''s tenant is not the one it was issued for'
        when v_claims ->> 'exp' is null then 'the token has no end'
    end;
    if v_reason is not null then
        perform hardal_private.refuse_request(
            401, v_reason, null,
            'send a key that hardal-admin key create made as the user of Basic authentication'
            ' (curl --user KEY:), or a token as Authorization: Bearer <token>',
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
    -- At / PostgREST lists the functions, and tells its version. This function is for pre_request.
    if current_setting('request.path', true) in ('/', '/rpc/authorise_request') then
        perform hardal_private.refuse_request(
            404, 'there is nothing at ' || current_setting('request.path'), null,
            'the calls of the API are below /rpc/'
        );
    end if;
    -- to PostgREST the request has no token, so that it would answer 401
    if not v_signed then
        perform hardal_private.require_scope(v_role, v_token.scope);
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
    if not v_signed then
        perform set_config(
            'request.jwt.claims',
            jsonb_build_object('role', v_role, 'tenant', v_token.tenant, 'jti', v_token.jti)::text,
            true
        );
    end if;
    return v_role;
end
$$;

comment on function hardal.authorise_request() is
'Returns the role of an HTTP request by its token or key, and sets the claims of a key; '
'refuses as pre_request does';
grant execute on function hardal.authorise_request()
to hardal_anon, hardal_ingest, hardal_read, hardal_aggregate, hardal_manage;
