-- Changes the limits of a tenant that the JSON object names, and keeps the others. Null sets a
-- limit back to hardal's default.
create or replace function hardal_private.set_limits(tenant text, limits jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
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
            writes_at_once = r.writes_at_once,
            max_urls = r.max_urls
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
end
$$;

comment on function hardal_private.set_limits(text, jsonb) is
'Sets the limits of a tenant that are named (null: the default); '
'HD400 where a value is not allowed; HD404 where there is no such tenant';
