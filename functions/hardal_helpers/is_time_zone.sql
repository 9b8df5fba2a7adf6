-- Tells whether PostgreSQL knows a time zone by its name. It tries a conversion, because reading
-- pg_timezone_names would open hundreds of files.
-- An offset is no name: PostgreSQL would read +03 or foo+3 by POSIX, where + means west.
create or replace function hardal_helpers.is_time_zone(name text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return name ~* '^([a-z_/-]+|etc/gmt[+-]?[0-9]+|gmt[+-]?0|[ecmp]st[5-8][ecmp]dt)$'
        and (now() at time zone name) is not null;
exception when invalid_parameter_value then
    return false;
end
$$;

comment on function hardal_helpers.is_time_zone(text) is
'Whether PostgreSQL knows a time zone of this name, e.g. Europe/Istanbul; false for an offset such '
'as +03, and for null';
grant execute on function hardal_helpers.is_time_zone(text) to public;
