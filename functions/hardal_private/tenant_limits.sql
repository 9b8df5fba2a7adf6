-- A tenant's limits, its own or else hardal's defaults, which stand here and nowhere else. One row for any name, so
-- that the template has the defaults.
-- PL/pgSQL for its cached plan: a SQL function that is not inlined is planned anew for every request.
create or replace function hardal_private.tenant_limits(
    tenant text,
    out max_event_bytes int,
    out quarantine_rows bigint,
    out quarantine_bytes bigint,
    out quarantine_days int
)
language plpgsql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    select
        t.max_event_bytes,
        t.quarantine_rows,
        t.quarantine_bytes,
        t.quarantine_days
    into max_event_bytes, quarantine_rows, quarantine_bytes, quarantine_days
    from hardal_private.tenants as t
    where t.name = tenant_limits.tenant;
    max_event_bytes := coalesce(max_event_bytes, 262144);
    quarantine_rows := coalesce(quarantine_rows, 100000);
    quarantine_bytes := coalesce(quarantine_bytes, 1073741824);
    quarantine_days := coalesce(quarantine_days, 30);
end
$$;

comment on function hardal_private.tenant_limits(text) is
'A tenant''s limits: the most bytes of an event; the most rows, bytes and days of its quarantine';
