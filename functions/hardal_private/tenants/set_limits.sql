-- Changes the limits of a tenant that the JSON object names, and keeps the others. Null sets a
-- limit back to hardal's default.
create or replace function hardal_private.set_limits(
    tenant text,
    limits jsonb,
    out max_event_bytes int,
    out quarantine_rows bigint,
    out quarantine_bytes bigint,
    out quarantine_days int,
    out retention_months int,
    out read_timeout int,
    out write_timeout int,
    out reads_at_once int,
    out writes_at_once int
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_broken text;
begin
    perform hardal_private.require_tenant(tenant);
    begin
        update hardal_private.tenants as t
        set
            max_event_bytes = r.max_event_bytes,
            quarantine_rows = r.quarantine_rows,
            quarantine_bytes = r.quarantine_bytes,
            quarantine_days = r.quarantine_days,
            retention_months = r.retention_months,
            read_timeout = r.read_timeout,
            write_timeout = r.write_timeout,
            reads_at_once = r.reads_at_once,
            writes_at_once = r.writes_at_once
        from (
            select (jsonb_populate_record(o, set_limits.limits)).*
            from hardal_private.tenants as o
            where o.name = set_limits.tenant
        ) as r
        where t.name = set_limits.tenant;
    exception when check_violation then
        -- each constraint is named by the sentence that states its rule
        get stacked diagnostics v_broken = constraint_name;
        raise sqlstate 'HD400' using message = v_broken;
    end;
    perform hardal_private.audit('tenant.set', tenant, null, limits);
    select
        l.max_event_bytes,
        l.quarantine_rows,
        l.quarantine_bytes,
        l.quarantine_days,
        l.retention_months,
        l.read_timeout,
        l.write_timeout,
        l.reads_at_once,
        l.writes_at_once
    into
        max_event_bytes,
        quarantine_rows,
        quarantine_bytes,
        quarantine_days,
        retention_months,
        read_timeout,
        write_timeout,
        reads_at_once,
        writes_at_once
    from hardal_private.tenant_limits(tenant) as l;
end
$$;

comment on function hardal_private.set_limits(text, jsonb) is
'Sets the limits of a tenant that are named (null: the default), and returns all limits that hold '
'now; HD400 where a value is not allowed; HD404 where there is no such tenant';
