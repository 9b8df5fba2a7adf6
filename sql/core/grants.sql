-- Grants on the schemas, on the type of events, and for monitoring. The grants on a function of the
-- API stand in its own file.
revoke all on schema hardal, hardal_private from public;
grant usage on schema hardal
to hardal_anon, hardal_ingest, hardal_read, hardal_aggregate, hardal_manage, template__write;
grant usage on type hardal.event to hardal_read;

-- what hardal-admin stats, hardal-admin doctor and the queries of docs/operations need
grant usage on schema hardal_private to hardal_monitor;
grant select (name) on hardal_private.tenants to hardal_monitor;
grant execute on function
hardal_private.stats(text, boolean),
hardal_private.relation_stats(text),
hardal_private.count_findings(text)
to hardal_monitor;
