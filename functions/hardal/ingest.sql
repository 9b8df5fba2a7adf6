-- Takes one event or a batch over HTTP, POST /rpc/ingest, or from a PSQL URL of the scope write.
-- docs/ingest.md is the contract.
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
'Stores one event, or {"events": [event, ...]}, and answers for each event: '
'accepted, duplicates, rejected, ids, errors. PT400, PT403, PT413 or PT429 where it refuses '
'the whole request; 25000 outside of READ COMMITTED';
grant execute on function hardal.ingest(jsonb) to hardal_ingest, template__write;
