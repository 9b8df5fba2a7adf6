-- Revokes a PSQL URL: POST /rpc/revoke_url. The first call takes its rights and its login away and
-- ends its connections. A client may log in again until this has been committed, and stay, without
-- rights. So a second call, or the next round of maintenance, ends such connections and drops the
-- login.
create or replace function hardal.revoke_url(name text)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_tenant constant text := hardal_private.current_tenant();
    v_url hardal_private.urls;
    v_ended int;
    v_message text;
    v_hint text;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_private.require_self_service(null);
    v_url := hardal_private.require_url(v_tenant, revoke_url.name);
    perform hardal_private.require_self_service(v_url.scope);
    v_ended := case
        when v_url.revoked_at is null
            then hardal_private.revoke_url_begin(v_tenant, revoke_url.name)
        else hardal_private.revoke_url_finish(v_tenant, revoke_url.name)
    end;
    return jsonb_build_object(
        'name', v_url.name,
        'connections_ended', v_ended,
        'dropped', v_url.revoked_at is not null
    );
exception
    when query_canceled then
        perform hardal_private.refuse_overtime('send it again: nothing was done');
        return null;
    when dependent_objects_still_exist then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_detail;
        return hardal_private.refuse_over_http('PT409', v_message, v_hint);
    when sqlstate 'HD400' or sqlstate 'HD403' or sqlstate 'HD404' or sqlstate 'HD409' then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        return hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal.revoke_url(text) is
'Revokes a PSQL URL, and returns how many of its connections ended, and whether its login is '
'dropped, as a second call does; PT403 where self-service is off and for the scope model; PT404 '
'where there is none; PT409 where its login owns objects in another database';
grant execute on function hardal.revoke_url(text) to hardal_manage;
