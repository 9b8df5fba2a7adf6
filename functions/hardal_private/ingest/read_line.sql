-- Reads one line of NDJSON, or tells why PostgreSQL does not take it. read_lines calls it only for
-- a body with a bad line: it costs a subtransaction for each line.
create or replace function hardal_private.read_line(line bytea, out event jsonb, out fault text)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    event := convert_from(line, 'UTF8')::jsonb;
exception when data_exception or program_limit_exceeded then
    fault := sqlerrm;
end
$$;

comment on function hardal_private.read_line(bytea) is
'The JSON value of a line, or PostgreSQL''s reason for not taking it; the other one is null';
