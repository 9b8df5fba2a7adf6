-- Returns the events as they are stored, accepted and rejected, newest first: GET /rpc/live, and
-- GET /rpc/live?after=<newer> for what came since. See functions/tenant/reading/live_page.sql.
create or replace function hardal.live(
    event_name text default null,
    client_id text default null,
    property text default null,
    value text default null,
    rejected boolean default null,
    before text default null,
    after text default null,
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
    v_tenant constant text := hardal_private.current_tenant();
    v_keys text[];
    v_page jsonb;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_helpers.require_argument(
        max_rows between 1 and 500,
        'max_rows is between 1 and 500',
        'for more, page on with before=<older of the answer>'
    );
    perform hardal_helpers.require_argument(
        live.before is null or live.after is null,
        'before and after stand together',
        'send before=<older> for what is older, or after=<newer> for what is new'
    );
    perform hardal_helpers.require_argument(
        live.value is null or live.property is not null,
        'value stands without property',
        'name the property that has this value'
    );
    execute format('select %I.property_keys($1)', v_tenant) into v_keys using property;
    execute format(
        'select %I.live_page($1, $2, $3, $4, $5, $6, $7, $8)', v_tenant || '__store'
    )
    into v_page
    using
        event_name,
        client_id,
        v_keys,
        live.value,
        rejected,
        hardal_private.read_cursor(live.before, 'older'),
        hardal_private.read_cursor(live.after, 'newer'),
        max_rows;
    return v_page || jsonb_build_object(
        'older', hardal_private.write_cursor('older', v_page -> 'older'),
        'newer', hardal_private.write_cursor('newer', v_page -> 'newer')
    );
exception when query_canceled then
    perform hardal_private.refuse_overtime();
    return null;
end
$$;

comment on function hardal.live(text, text, text, text, boolean, text, text, int) is
'Events as they are stored, accepted and rejected, newest first. before: a cursor older, for older '
'events; after: a cursor newer, for what was stored since. property and value: only events with '
'this property and value; rejected: only rejected (true) or accepted (false) events. max_rows is '
'at most 500. A null filter filters nothing; PT400 for a wrong argument';
grant execute on function hardal.live(text, text, text, text, boolean, text, text, int)
to hardal_read, hardal_manage;
