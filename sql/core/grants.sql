-- Who reaches the schemas. Each function's own grants stand in its file.
revoke all on schema hardal, hardal_private from public;
grant usage on schema hardal to hardal_anon, hardal_ingest, hardal_read;
grant usage on type hardal.event to hardal_read;
