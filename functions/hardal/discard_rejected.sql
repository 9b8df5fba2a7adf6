-- Deletes rejected events for good: POST /rpc/discard_rejected, with ids or with a reason. It does
-- as hardal-admin rejected discard does, at most 1,000 events a call.
create or replace function hardal.discard_rejected(
    ids uuid[] default null,
    code text default null,
    field text default null,
    event_name text default null
)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    -- what it calls changes data: @plpgsql_check_options: performance_warnings = off
    v_store constant text := hardal_private.current_tenant() || '__store';
    v_ids uuid[] := discard_rejected.ids;
    v_left bigint := 0::bigint;
    v_discarded bigint;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_private.require_choice(ids, coalesce(code, field, event_name) is not null);
    if ids is null then
        execute format(
            'select c.ids, c.remaining from %I.choose_rejected($1, $2, $3, null) as c', v_store
        )
        into v_ids, v_left
        using code, field, event_name;
    end if;
    execute format('select %I.discard_rejected($1)', v_store)
    into v_discarded
    using v_ids;
    return jsonb_build_object('discarded', v_discarded, 'left', v_left);
exception when query_canceled then
    perform hardal_private.refuse_overtime('nothing of it was done: send fewer ids at a time');
    return null;
end
$$;

comment on function hardal.discard_rejected(uuid[], text, text, text) is
'Deletes rejected events for good: those with these ids, or at most 1,000 with this code, field '
'and event_name, oldest first. Returns discarded, and how many are left; '
'PT400 for a wrong argument';
grant execute on function hardal.discard_rejected(uuid[], text, text, text) to hardal_manage;
