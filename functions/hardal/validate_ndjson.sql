-- Answers as ingest_ndjson would, and stores nothing: POST /rpc/validate_ndjson.
create or replace function hardal.validate_ndjson(bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_read record := hardal_private.read_ndjson($1);
begin
    return hardal_private.serve_events(
        hardal_private.batch_events(coalesce(v_read.events, '[]')),
        true, v_read.lines, v_read.raws, v_read.faults
    );
end
$$;

comment on function hardal.validate_ndjson(bytea) is
'Answers as ingest_ndjson would, and stores nothing; ids is null where an event has no id';
grant execute on function hardal.validate_ndjson(bytea) to hardal_ingest, template__write;
