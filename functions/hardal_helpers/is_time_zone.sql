-- Tells whether PostgreSQL knows a time zone. It tries a conversion, because reading
-- pg_timezone_names would open hundreds of files.
create or replace function hardal_helpers.is_time_zone(name text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (now() at time zone name) is not null;
exception when invalid_parameter_value then
    return false;
end
$$;

comment on function hardal_helpers.is_time_zone(text) is
'Whether PostgreSQL knows a time zone of this name, e.g. Europe/Istanbul; false for null';
grant execute on function hardal_helpers.is_time_zone(text) to public;
