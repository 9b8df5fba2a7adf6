-- Sends rejected events in again: POST /rpc/replay_rejected, with ids or with a reason. It does as
-- hardal-admin rejected replay does, at most 1,000 events a call.
create or replace function hardal.replay_rejected(
    ids uuid[] default null,
    code text default null,
    field text default null,
    event_name text default null,
    patch jsonb default '{}',
    after text default null
)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_store constant text := hardal_private.current_tenant() || '__store';
    -- what it calls changes data: @plpgsql_check_options: performance_warnings = off
    v_ids uuid[] := replay_rejected.ids;
    v_left bigint := 0::bigint;
    v_next jsonb;
    v_answer jsonb;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_private.require_choice(ids, coalesce(code, field, event_name) is not null);
    perform hardal_helpers.require_argument(
        jsonb_typeof(patch) = 'object',
        'patch is no JSON object',
        'send a JSON Merge Patch (RFC 7396), such as {"price": null}, or leave it out'
    );
    if ids is null then
        execute format(
            'select c.ids, c.remaining, c.next from %I.choose_rejected($1, $2, $3, $4) as c',
            v_store
        )
        into v_ids, v_left, v_next
        using code, field, event_name, hardal_private.read_cursor(after, 'replay');
    end if;
    execute format('select %I.replay_rejected($1, $2)', v_store)
    into v_answer
    using v_ids, patch;
    return v_answer || jsonb_build_object(
        'errors', jsonb_path_query_array(v_answer, '$.errors[0 to 99]'),
        'left', v_left,
        'next', hardal_private.write_cursor('replay', v_next)
    );
exception when query_canceled then
    perform hardal_private.refuse_overtime(
        'nothing of it was done: send fewer ids at a time, or ask for hardal-admin rejected replay'
    );
    return null;
end
$$;

comment on function hardal.replay_rejected(uuid[], text, text, text, jsonb, text) is
'Sends rejected events in again, after a JSON Merge Patch to each: those with these ids, or at '
'most 1,000 with this code, field and event_name, oldest first. Returns accepted, duplicates, '
'rejected, up to 100 errors, how many are left, and next, a cursor to send as after; '
'PT400 for a wrong argument';
grant execute on function hardal.replay_rejected(uuid[], text, text, text, jsonb, text)
to hardal_manage;
