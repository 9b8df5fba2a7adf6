-- Reads the events of an NDJSON body. A line that is not UTF-8, is not JSON, or cannot be held by
-- PostgreSQL is kept as it came, with the reason (promise 4).
-- A body without a bad line is read in one statement. A body with a bad line is read line by line.
-- The function reads at most one line more than a batch may have. batch_events then refuses the
-- batch, so the content of the other lines does not matter.
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
'events: the events of an NDJSON body; lines: the line number of each event. For a line that '
'could not be read, the event is null, raws holds the bytes of the line, and faults the reason';
