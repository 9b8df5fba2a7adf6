-- Reads the events of an NDJSON body, line by line. A line that is not UTF-8, not JSON, or that
-- PostgreSQL cannot hold is kept as it came, with the reason (promise 4).
-- A body without a bad line is read in one statement. Only another body is read line by line.
-- It reads one line more than a batch may have: batch_events then refuses the batch, and what the
-- other lines hold does not matter.
create or replace function hardal_private.read_lines(
    body bytea,
    out events jsonb,
    out lines bigint[],
    out raws bytea[],
    out faults text[]
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    begin
        select
            jsonb_agg(l.line::jsonb),
            array_agg(l.place)
        into events, lines
        from (
            select *
            from string_to_table(convert_from(body, 'UTF8'), E'\n')
                with ordinality as l (line, place)
            where btrim(l.line, E' \t\r') <> ''
            limit 10001
        ) as l;
        return;
    exception when data_exception or program_limit_exceeded then
        null; -- some line is bad; the statement below finds out which
    end;

    -- 'escape' turns NUL and every byte above 127 into an escape, and leaves line ends as they are
    select
        jsonb_agg(coalesce(r.event, 'null')),
        array_agg(l.place),
        array_agg(case when r.fault is not null then decode(l.line, 'escape') end),
        array_agg(r.fault)
    into events, lines, raws, faults
    from (
        select *
        from string_to_table(encode(body, 'escape'), E'\n') with ordinality as l (line, place)
        where btrim(l.line, E' \t\r') <> ''
        limit 10001
    ) as l
    cross join lateral hardal_private.read_line(decode(l.line, 'escape')) as r;
end
$$;

comment on function hardal_private.read_lines(bytea) is
'The events of an NDJSON body, and the number of the line of each; for a line that could not '
'be read, the event is null, raws holds its bytes and faults the reason';
