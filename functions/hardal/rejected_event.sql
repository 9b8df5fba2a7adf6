-- Returns one rejected event whole: GET /rpc/rejected_event?id=018f...
create or replace function hardal.rejected_event(id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_found jsonb;
    v_raw bytea;
    v_text text;
begin
    perform hardal_private.require_plain_statement();
    execute format(
        'select to_jsonb(r) from %I.find_rejected(null, null, null, null, $1, 1) as r',
        hardal_private.current_tenant() || '__store'
    )
    into v_found
    using array[rejected_event.id];
    if v_found is null then
        perform hardal_private.refuse_missing_rejected(rejected_event.id);
    end if;
    v_raw := (v_found ->> 'raw')::bytea;
    begin
        v_text := convert_from(v_raw, 'UTF8');
    exception when data_exception then
        v_text := null;
    end;
    return v_found - 'name' || jsonb_build_object(
        'event_name', left(v_found ->> 'name', 1000),
        -- numbers of many digits as they were sent: readers of JSON often round them
        'payload_text', jsonb_pretty(nullif(v_found -> 'payload', 'null')),
        'raw', v_text,
        'raw_base64', case
            when v_text is null then translate(encode(v_raw, 'base64'), E'\n', '')
        end
    );
exception when query_canceled then
    perform hardal_private.refuse_overtime();
    return null;
end
$$;

comment on function hardal.rejected_event(uuid) is
'A rejected event whole: its errors, and its payload as it was sent, also as text in lines '
'(payload_text), or the bytes of it that were kept, as text (raw) or where they are no text as '
'base64; PT404 where it is not in quarantine';
grant execute on function hardal.rejected_event(uuid) to hardal_read, hardal_manage;
