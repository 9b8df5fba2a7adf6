-- Returns one event whole: GET /rpc/event?id=018f...
create or replace function hardal.event(id uuid)
returns hardal.event
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_event jsonb;
begin
    perform hardal_private.require_plain_statement();
    execute format(
        'select to_jsonb(e) from %I.find_event($1) as e',
        hardal_private.current_tenant() || '__store'
    )
    into v_event
    using event.id;
    if v_event is null then
        raise sqlstate 'PT404' using
            message = format('there is no event %s', event.id),
            hint = 'a rejected event is read by rejected_event; events are kept as long as the '
            'tenant''s retention says';
    end if;
    return jsonb_populate_record(null::hardal.event, v_event);
exception when query_canceled then
    perform hardal_private.refuse_overtime();
    return null;
end
$$;

comment on function hardal.event(uuid) is 'The event with this id; PT404 where there is none';
grant execute on function hardal.event(uuid) to hardal_read, hardal_manage;
