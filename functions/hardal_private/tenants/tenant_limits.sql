-- Returns a tenant's limits: its own, or else hardal's defaults. The defaults stand here and
-- nowhere else. Any name gets a row, so that the template has the defaults.
--
-- This is PL/pgSQL because PL/pgSQL caches the plan: an SQL function that is not inlined is planned
-- again for every request.
create or replace function hardal_private.tenant_limits(
    tenant text,
    out max_event_bytes int,
    out quarantine_rows bigint,
    out quarantine_bytes bigint,
    out quarantine_days int,
    out retention_months int,
    out read_timeout int,
    out write_timeout int,
    out reads_at_once int,
    out writes_at_once int,
    out max_urls int,
    out oldest timestamptz,
    out newest timestamptz
)
language plpgsql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    -- the defaults stand in the statement itself: an assignment for each would take as long again
    select
        coalesce(t.max_event_bytes, 262144),
        coalesce(t.quarantine_rows, 100000),
        coalesce(t.quarantine_bytes, 1073741824),
        coalesce(t.quarantine_days, 30),
        t.retention_months,
        -- a read is over 5 seconds after its client hung up, with a second for its last row
        coalesce(t.read_timeout, 4000),
        coalesce(t.write_timeout, 30000),
        coalesce(t.reads_at_once, 3),
        t.writes_at_once,
        coalesce(t.max_urls, 100),
        greatest(t.horizon, n.now - interval '10 years'),
        n.now + interval '24 hours'
    into
        max_event_bytes,
        quarantine_rows,
        quarantine_bytes,
        quarantine_days,
        retention_months,
        read_timeout,
        write_timeout,
        reads_at_once,
        writes_at_once,
        max_urls,
        oldest,
        newest
    from (select hardal_private.clock() as now) as n
    left join hardal_private.tenants as t on t.name = tenant_limits.tenant;
end
$$;

comment on function hardal_private.tenant_limits(text) is
'Returns a tenant''s limits: bytes of an event; rows, bytes and days of its quarantine; '
'months that events are kept (null: without end); '
'milliseconds that a read and a write over HTTP may take, and how many of them may run at once '
'(writes_at_once null: no bound of the tenant''s own); how many PSQL URLs it may have; '
'oldest and newest, the range of created_at that it accepts';
