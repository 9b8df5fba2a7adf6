-- What is kept of an event that is too large to keep: the first 8 KiB of its text, or of its fields beside properties.
create or replace function hardal_private.beginning(event jsonb)
returns bytea
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select substr(
        convert_to(
            case when hardal_private.is_printable(event) then event::text else (event - 'properties')::text end, 'UTF8'
        ),
        1, 8192
    )
$$;

comment on function hardal_private.beginning(jsonb) is
'The first 8 KiB of an event as text, without its properties where those cannot be printed';
