-- Reads the body of an NDJSON request, for ingest_ndjson and validate_ndjson. A byte order mark at
-- its beginning is skipped.
-- A body that is compressed or UTF-16 is refused as a whole: as lines, its pieces would end in
-- quarantine and could not be put together again.
create or replace function hardal_private.read_ndjson(
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
    perform hardal_private.refuse_encoding(hardal_private.body_encoding(body));
    select r.events, r.lines, r.raws, r.faults
    into events, lines, raws, faults
    from hardal_private.read_lines(
        case when substr(body, 1, 3) = '\xefbbbf' then substr(body, 4) else body end
    ) as r;
    -- some compressions, such as brotli, have no mark at their beginning
    if
        faults is not null
        and array_position(faults, null) is null
        and hardal_private.is_binary(body)
    then
        perform hardal_private.refuse_encoding('not text');
    end if;
end
$$;

comment on function hardal_private.read_ndjson(bytea) is
'What read_lines returns, for the body of an NDJSON request; '
'PT415 where the body is compressed, UTF-16 or UTF-32';
