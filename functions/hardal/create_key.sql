-- Makes a key: POST /rpc/create_key. The answer is the only copy of it. The scope manage is not
-- given out over HTTP: a key that ends could make one that does not.
create or replace function hardal.create_key(
    name text, scope text default 'ingest', expires_at timestamptz default null
)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_tenant constant text := hardal_private.current_tenant();
    v_expires_at constant timestamptz := coalesce(
        create_key.expires_at, hardal_private.clock() + interval '365 days'
    );
    v_key text;
    v_message text;
    v_hint text;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_private.require_given_scope(create_key.scope);
    v_key := (
        select i.key
        from hardal_private.issue_key(
            v_tenant, create_key.name, create_key.scope, v_expires_at
        ) as i
    );
    return jsonb_build_object(
        'key', v_key,
        'name', create_key.name,
        'scope', create_key.scope,
        'expires_at', v_expires_at
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

comment on function hardal.create_key(text, text, timestamptz) is
'Makes a key of the scope ingest, read or aggregate, and returns it, once; expires_at: null '
'means in 365 days; PT400 where a value is not allowed; PT403 for the scope manage; PT409 where'
' the name is taken';
grant execute on function hardal.create_key(text, text, timestamptz) to hardal_manage;
