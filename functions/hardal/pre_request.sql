-- Checks the token or the key of every HTTP request before the request runs. PostgREST calls this
-- function with the token's role, and with hardal_anon where the request has no token. A key's role
-- is set here: only a function with its caller's rights can set a role.
create or replace function hardal.pre_request()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_role text := hardal.authorise_request();
begin
    if v_role <> current_user then
        perform set_config('role', v_role, true);
    end if;
end
$$;

comment on function hardal.pre_request() is
'PostgREST''s db-pre-request. PT401 for a token or a key that is missing, unknown, revoked, '
'expired or not as it was issued; PT403 for a suspended tenant, for a key whose scope may not call '
'the function, and for any login but PostgREST''s; PT404 at /, where PostgREST would describe the '
'API; PT415 for a body with a Content-Encoding; PT429 where too many requests run already';
grant execute on function hardal.pre_request()
to hardal_anon, hardal_ingest, hardal_read, hardal_aggregate, hardal_manage;
