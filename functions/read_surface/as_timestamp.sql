-- Reads a text as a time, for columns of typed views that a DBA has pinned to timestamptz. It
-- raises no error, whatever text a property holds.
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
'The time of an RFC 3339 date and time, in UTC where the text has no zone; '
'null for any other text';
grant execute on function template.as_timestamp(text) to template__read;
