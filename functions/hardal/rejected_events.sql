-- Returns rejected events, newest first: GET /rpc/rejected_events?code=unknown_field&field=price.
create or replace function hardal.rejected_events(
    code text default null,
    field text default null,
    event_name text default null,
    before text default null,
    max_rows int default 100
)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_page jsonb;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_helpers.require_argument(
        max_rows between 1 and 500,
        'max_rows is between 1 and 500',
        'for more, page on with before=<older of the answer>'
    );
    execute format(
        'select %I.rejected_page($1, $2, $3, $4, $5)', hardal_private.current_tenant() || '__store'
    )
    into v_page
    using code, field, event_name, hardal_private.read_cursor(before, 'rejected'), max_rows;
    return v_page || jsonb_build_object(
        'older', hardal_private.write_cursor('rejected', v_page -> 'older')
    );
exception when query_canceled then
    perform hardal_private.refuse_overtime();
    return null;
end
$$;

comment on function hardal.rejected_events(text, text, text, text, int) is
'Rejected events by code and field of an error, and by event_name, newest first. An empty field is '
'that of an event as a whole. before: the cursor older of the page before. '
'max_rows is at most 500. A null filter filters nothing; PT400 for a wrong argument';
grant execute on function hardal.rejected_events(text, text, text, text, int)
to hardal_read, hardal_manage;
