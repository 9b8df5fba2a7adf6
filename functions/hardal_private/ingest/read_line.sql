-- Reads one line of NDJSON, or returns the reason why PostgreSQL does not take the line. read_lines
-- calls this function only for a body with a bad line, because each call costs a subtransaction.
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
'event: the JSON value of a line; fault: PostgreSQL''s reason for not taking the line; '
'one of the two is null';
