-- The door for events: POST /rpc/ingest with one event or a batch. See docs/ingest.md for the contract.
create or replace function hardal.ingest(jsonb)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return hardal_private.serve_events(hardal_private.batch_events($1), false);
end
$$;

comment on function hardal.ingest(jsonb) is
'Stores one event, or {"events": [event, ...]}, and answers what became of each: accepted, duplicates, rejected, ids, errors';
grant execute on function hardal.ingest(jsonb) to hardal_ingest;
