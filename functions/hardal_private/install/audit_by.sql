-- Returns who sends the HTTP request that is being served, as a part of an audit entry's details.
-- The claims count only where PostgREST logged in, because any SQL user can set them.
create or replace function hardal_private.audit_by()
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_token constant hardal_private.tokens := hardal_private.request_credential();
begin
    if session_user <> 'hardal_authenticator' then
        return '{}'::jsonb;
    end if;
    return jsonb_build_object(
        'by',
        jsonb_build_object(
            'kind', case when v_token.digest is null then 'token' else 'key' end,
            'name', v_token.name,
            'jti', v_token.jti
        )
    );
end
$$;

comment on function hardal_private.audit_by() is
'Returns {"by": {"kind", "name", "jti"}} with the key or token of the HTTP request; {} for any '
'login but PostgREST''s';
