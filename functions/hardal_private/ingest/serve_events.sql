-- Serves a batch for the functions that clients call: ingest, validate and their NDJSON forms. It
-- finds the caller's tenant, turns synchronous_commit on, and sets the status of the answer.
-- <tenant>__store.ingest does the rest.
create or replace function hardal_private.serve_events(
    events jsonb,
    dry boolean,
    lines bigint[] default null,
    raws bytea[] default null,
    faults text[] default null,
    row_ids uuid[] default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant text := hardal_private.current_tenant();
    v_answer jsonb;
begin
    perform hardal_private.require_plain_statement();
    -- acknowledged is committed (promise 1), and any caller can set synchronous_commit
    if current_setting('synchronous_commit') in ('off', 'local', 'remote_write') then
        perform set_config('synchronous_commit', 'on', true);
    end if;

    execute format('select %I.ingest($1, $2, $3, $4, $5, $6, $7)', v_tenant || '__store')
    into v_answer
    using events, hardal_private.idempotency_key(), dry, lines, raws, faults, row_ids;

    -- not an exception: it would roll back the events in quarantine
    if v_answer -> 'rejected' <> '0' then
        perform set_config(
            'response.status',
            case
                when v_answer -> 'accepted' = '0' and v_answer -> 'duplicates' = '0' then '422'
                else '207'
            end,
            true
        );
    end if;
    return v_answer;
end
$$;

comment on function hardal_private.serve_events(
    jsonb, boolean, bigint[], bytea[], text[], uuid[]
) is
'Stores events for the caller''s tenant and sets the status of the answer: 200, 207 or 422; '
'dry: answers in the same way and stores nothing; row_ids: ids under which rejected events are '
'kept, so that a retry finds them. 25000 outside of READ COMMITTED';
