-- A tenant's limits, its own or else hardal's defaults, which stand here and nowhere else. One row for any name, so
-- that the template has the defaults.
create or replace function hardal_private.tenant_limits(
    tenant text,
    out max_event_bytes int,
    out quarantine_rows bigint,
    out quarantine_bytes bigint,
    out quarantine_days int
)
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        coalesce(max(t.max_event_bytes), 262144),
        coalesce(max(t.quarantine_rows), 100000),
        coalesce(max(t.quarantine_bytes), 1073741824),
        coalesce(max(t.quarantine_days), 30)
    from hardal_private.tenants as t
    where t.name = tenant_limits.tenant
$$;

comment on function hardal_private.tenant_limits(text) is
'A tenant''s limits: the most bytes of an event; the most rows, bytes and days of its quarantine';
