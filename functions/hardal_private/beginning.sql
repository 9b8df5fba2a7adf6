-- What is kept of an event that is too large to keep: the first 8 KiB of its text, or of its fields beside properties.
-- PL/pgSQL, because planning a CASE may print both branches beforehand (seen on 18).
create or replace function hardal_private.beginning(event jsonb)
returns bytea
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if hardal_private.is_printable(event) then
        return substr(convert_to(event::text, 'UTF8'), 1, 8192);
    end if;
    return substr(convert_to((event - 'properties')::text, 'UTF8'), 1, 8192);
end
$$;

comment on function hardal_private.beginning(jsonb) is
'The first 8 KiB of an event as text, without its properties where those cannot be printed';
