-- For columns of typed views that a DBA has pinned to timestamptz: never an error, whatever a property holds.
create or replace function template.as_timestamp(value text)
returns timestamptz
language sql
stable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
    select hardal_private.parse_timestamp(as_timestamp.value)
$$;

comment on function template.as_timestamp(text) is
'The time that an RFC 3339 date and time names, UTC where it names no zone; null where it is not one';
grant execute on function template.as_timestamp(text) to template__read;
