-- Revokes the tokens of a name: POST /rpc/revoke_token.
create or replace function hardal.revoke_token(name text)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_tenant constant text := hardal_private.current_tenant();
    v_revoked int;
    v_message text;
    v_hint text;
begin
    perform hardal_private.require_plain_statement();
    v_revoked := hardal_private.revoke_credential(v_tenant, revoke_token.name, false);
    return jsonb_build_object('name', revoke_token.name, 'revoked', v_revoked);
exception
    when query_canceled then
        perform hardal_private.refuse_overtime('send it again: nothing was done');
        return null;
    when sqlstate 'HD400' or sqlstate 'HD403' or sqlstate 'HD404' or sqlstate 'HD409' then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        return hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal.revoke_token(text) is
'Revokes the tenant''s tokens of this name, also those that a rotation left running, and returns '
'how many; PT404 where there is none';
grant execute on function hardal.revoke_token(text) to hardal_manage;
