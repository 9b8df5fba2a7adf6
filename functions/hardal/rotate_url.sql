-- Gives a PSQL URL another password: POST /rpc/rotate_url. The client makes the password and sends
-- its verifier alone. Connections that are open go on.
create or replace function hardal.rotate_url(
    name text, verifier text, expires_at timestamptz default null
)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_tenant constant text := hardal_private.current_tenant();
    v_url hardal_private.urls;
    v_message text;
    v_hint text;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_private.require_self_service(null);
    v_url := hardal_private.require_url(v_tenant, rotate_url.name);
    perform hardal_private.require_self_service(v_url.scope);
    perform hardal_private.rotate_url(
        v_tenant, rotate_url.name, rotate_url.verifier, rotate_url.expires_at
    );
    return jsonb_build_object(
        'role', v_url.role,
        'name', v_url.name,
        'scope', v_url.scope,
        'expires_at', coalesce(rotate_url.expires_at, v_url.expires_at),
        'address', hardal_private.psql_address()
    );
exception
    when query_canceled then
        perform hardal_private.refuse_overtime('send it again: nothing was done');
        return null;
    when sqlstate 'HD400' or sqlstate 'HD403' or sqlstate 'HD404' or sqlstate 'HD409' then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        return hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal.rotate_url(text, text, timestamptz) is
'Gives a PSQL URL the password of this SCRAM-SHA-256 verifier, and returns its role and '
'address; expires_at: null keeps the expiry; PT400 where a value is not allowed; PT403 where '
'self-service is off and for the scope model; PT404 where there is none; PT409 where it is '
'being revoked, or the verifier was used before';
grant execute on function hardal.rotate_url(text, text, timestamptz) to hardal_manage;
