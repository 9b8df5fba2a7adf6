-- Returns the settings that PostgREST's connections start with, in the form of pg_db_role_setting.
-- sql/core/roles.sql sets them. They come before those of the database, so that answers over HTTP
-- are the same everywhere.
create or replace function hardal_private.authenticator_settings()
returns text[]
language sql
immutable
parallel safe
return array[
    'TimeZone=UTC', 'DateStyle=ISO, MDY', 'IntervalStyle=postgres', 'extra_float_digits=1',
    'quote_all_identifiers=off'
];

comment on function hardal_private.authenticator_settings() is
'Returns the settings of hardal_authenticator, each as name=value';
