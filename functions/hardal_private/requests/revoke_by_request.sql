-- Revokes the keys, or the tokens, of a name over HTTP, for the tenant of the request.
create or replace function hardal_private.revoke_by_request(name text, is_key boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_message text;
    v_hint text;
begin
    return jsonb_build_object(
        'name', name,
        'revoked',
        hardal_private.revoke_credential(hardal_private.current_tenant(), name, is_key)
    );
exception
    when sqlstate 'HD400' or sqlstate 'HD403' or sqlstate 'HD404' or sqlstate 'HD409' then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        return hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal_private.revoke_by_request(text, boolean) is
'Revokes the keys, or the tokens, of this name for the tenant of the HTTP request, and returns how '
'many; PT404 where there is none';
