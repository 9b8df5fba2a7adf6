-- Sends a rejected event in again as a person has mended it: POST /rpc/replay_edited.
create or replace function hardal.replay_edited(id uuid, event jsonb)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    -- what it calls changes data: @plpgsql_check_options: performance_warnings = off
    v_store constant text := hardal_private.current_tenant() || '__store';
    v_there boolean;
    v_answer jsonb;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_helpers.require_argument(
        jsonb_typeof(event) = 'object',
        'event is no JSON object',
        'send {"id": <rejected_id>, "event": {"event_name": ...}}'
    );
    execute format(
        'select exists (select from %I.rejected_events as r where r.rejected_id = $1)', v_store
    )
    into v_there
    using replay_edited.id;
    if not v_there then
        perform hardal_private.refuse_missing_rejected(replay_edited.id);
    end if;
    execute format('select %I.replay_rejected($1, $2, $3)', v_store)
    into v_answer
    using array[replay_edited.id], '{}'::jsonb, event;
    return v_answer;
exception when query_canceled then
    perform hardal_private.refuse_overtime('nothing of it was done: send it again');
    return null;
end
$$;

comment on function hardal.replay_edited(uuid, jsonb) is
'Sends a mended event in in the place of a rejected one, which leaves the quarantine where the '
'mended one is accepted or a duplicate. Returns accepted, duplicates, rejected and errors; '
'PT404 where there is no such rejected event, PT400 where the mended event is no object';
grant execute on function hardal.replay_edited(uuid, jsonb) to hardal_manage;
