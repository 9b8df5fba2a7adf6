-- NDJSON, an event a line: POST /rpc/ingest_ndjson. Taken as bytes, because only so can one bad line be refused alone.
create or replace function hardal.ingest_ndjson(bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_read record := hardal_private.read_lines($1);
begin
    return hardal_private.serve_events(
        hardal_private.batch_events(coalesce(v_read.events, '[]')), false, v_read.lines, v_read.raws, v_read.faults
    );
end
$$;

comment on function hardal.ingest_ndjson(bytea) is
'Stores NDJSON, an event a line, and answers as ingest does, with the line of each fault';
grant execute on function hardal.ingest_ndjson(bytea) to hardal_ingest;
