-- Finds out who sends an HTTP request, and returns the role that the request has to run with.
-- PostgREST has checked a token's signature, exp, and aud where the token has one. This function
-- checks the rest against the registry, and bounds how long the request may take and how many of
-- its kind run at once. It also runs in the read-only transaction of a GET.
-- A request to a door goes on without a key: the door itself asks for the key. A GET of the page
-- needs none.
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
    v_path text := current_setting('request.path', true);
    v_key text;
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
    elsif v_path = any (hardal_private.door_paths()) then
        -- the door's own statement can bound its time no more
        perform hardal_private.bound_door_request();
        return 'hardal_anon';
    elsif
        v_path = any (hardal_private.page_paths())
        and current_setting('request.method', true) in ('GET', 'HEAD')
    then
        perform hardal_private.bound_page_request();
        return 'hardal_anon';
    else
        v_key := hardal_private.request_key();
        select t.* into v_token
        from hardal_private.tokens as t
        where t.digest = hardal_private.key_digest(v_key);
    end if;
    v_role := 'hardal_' || v_token.scope;
    v_reason := case
        when not v_signed and v_key is null then 'this request has no token and no key'
        else coalesce(
            hardal_private.credential_fault(
                v_token, case when v_signed then 'token' else 'key' end
            ),
            case
                when not v_signed then null
                when v_claims ->> 'aud' is distinct from 'hardal'
                    then 'the token is meant for another service'
                when v_claims ->> 'role' <> v_role
                    then 'the token''s role is not the one it was issued for'
                when v_claims ->> 'tenant' is distinct from v_token.tenant
                    then 'the token''s tenant is not the one it was issued for'
                when v_claims ->> 'exp' is null then 'the token has no end'
            end
        )
    end;
    if v_reason is not null then
        perform hardal_private.refuse_unauthorised(v_reason);
    end if;
    -- At / PostgREST lists the functions, and tells its version. This function is for pre_request.
    if v_path in ('/', '/rpc/authorise_request') then
        perform hardal_private.refuse_request(
            404, 'there is nothing at ' || v_path, null, 'the calls of the API are below /rpc/'
        );
    end if;
    -- to PostgREST the request has no token, so that it would answer 401
    if not v_signed then
        perform hardal_private.require_scope(v_role, v_token.scope);
    end if;
    perform hardal_private.admit_credential(v_token);
    return v_role;
end
$$;

comment on function hardal.authorise_request() is
'Returns the role of an HTTP request by its token or key, and sets the claims of a key; '
'refuses as pre_request does';
grant execute on function hardal.authorise_request()
to hardal_anon, hardal_ingest, hardal_read, hardal_aggregate, hardal_manage;
