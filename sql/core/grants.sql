-- Grants on the schemas and on the type of events. The grants on a function stand in its own file.
revoke all on schema hardal, hardal_private from public;
grant usage on schema hardal to hardal_anon, hardal_ingest, hardal_read, template__write;
grant usage on type hardal.event to hardal_read;
