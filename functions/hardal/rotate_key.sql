-- Makes a key in place of another: POST /rpc/rotate_key. The old key goes on for the overlap.
create or replace function hardal.rotate_key(
    name text, overlap interval default '24 hours', expires_at timestamptz default null
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
        rotate_key.expires_at, hardal_private.clock() + interval '365 days'
    );
    v_made record;
    v_message text;
    v_hint text;
begin
    perform hardal_private.require_plain_statement();
    if
        rotate_key.overlap is null
        or rotate_key.overlap < interval '0'
        or rotate_key.overlap > interval '30 days'
    then
        raise sqlstate 'PT400' using
            message = 'an overlap is 0 to 30 days',
            hint = 'such as 24 hours, or 0 to end the old key at once';
    end if;
    select r.key, r.scope into v_made
    from hardal_private.rotate_key(
        v_tenant, rotate_key.name, v_expires_at, rotate_key.overlap
    ) as r;
    perform hardal_private.require_given_scope(v_made.scope);
    return jsonb_build_object(
        'key', v_made.key,
        'name', rotate_key.name,
        'scope', v_made.scope,
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

comment on function hardal.rotate_key(text, interval, timestamptz) is
'Makes a key in place of the key of this name, which ends after the overlap, and returns it, once; '
'expires_at: null means in 365 days; PT400 where a value is not allowed; PT403 for a key of the '
'scope manage; PT404 where there is none';
grant execute on function hardal.rotate_key(text, interval, timestamptz) to hardal_manage;
