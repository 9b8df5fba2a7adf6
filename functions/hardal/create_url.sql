-- Makes a PSQL URL: POST /rpc/create_url. The client makes the password and sends its verifier
-- alone. The scope model is not given out over HTTP.
create or replace function hardal.create_url(
    name text,
    verifier text,
    scope text default 'read',
    expires_at timestamptz default null,
    connections bigint default 5,
    statement_timeout bigint default 60000
)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_tenant constant text := hardal_private.current_tenant();
    v_role text;
    v_message text;
    v_hint text;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_private.require_self_service(create_url.scope);
    -- a tool may have a pool of its own, and must not take all connections of the server
    if create_url.connections > 50 then
        raise sqlstate 'PT400' using
            message = 'over HTTP a PSQL URL has 1 to 50 connections',
            hint = 'whoever runs this server gives more: hardal-admin url create --connections';
    end if;
    v_role := hardal_private.create_url(
        v_tenant,
        create_url.name,
        create_url.scope,
        create_url.verifier,
        create_url.expires_at,
        create_url.connections,
        create_url.statement_timeout
    );
    return jsonb_build_object(
        'role', v_role,
        'name', create_url.name,
        'scope', create_url.scope,
        'expires_at', create_url.expires_at,
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

comment on function hardal.create_url(text, text, text, timestamptz, bigint, bigint) is
'Makes a PSQL URL with the password of this SCRAM-SHA-256 verifier, and returns its role and '
'address; expires_at: null means no expiry; statement_timeout: in milliseconds; PT400 where a '
'value is not allowed; PT403 where self-service is off and for the scope model; PT409 where the'
' name is taken, the tenant has as many as it may, or the verifier was used before';
grant execute on function hardal.create_url(text, text, text, timestamptz, bigint, bigint)
to hardal_manage;
