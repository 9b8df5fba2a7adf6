-- Takes NDJSON, one event a line: POST /rpc/ingest_ndjson. Its argument is bytea: in a jsonb
-- argument one bad line would make PostgreSQL refuse all the others too.
create or replace function hardal.ingest_ndjson(bytea)
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
        false, v_read.lines, v_read.raws, v_read.faults
    );
end
$$;

comment on function hardal.ingest_ndjson(bytea) is
'Stores NDJSON, one event a line, and answers as ingest does, with the line of each error; '
'PT400, PT403, PT413, PT415 or PT429 where it refuses the whole request; '
'25000 outside of READ COMMITTED';
grant execute on function hardal.ingest_ndjson(bytea) to hardal_ingest, template__write;
