-- Drops a metric, its view and its counts, with the rights of the owner. The drop is refused where
-- an object depends on the view.
create or replace function hardal_private.remove_metric(tenant text, name text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_metric hardal.metric;
    v_dependents text;
begin
    perform hardal_private.lock_tenant(tenant, true);
    v_metric := hardal_private.require_metric(tenant, name);
    begin
        -- what somebody has put in the view's place stays
        if exists (
            select
            from pg_class as c
            where
                c.oid = to_regclass(format('%I.%I', tenant, v_metric.name))
                and c.relkind = 'v' and c.relowner = 'hardal_owner'::regrole
        ) then
            execute format('drop view %I.%I', tenant, v_metric.name);
        end if;
    exception when dependent_objects_still_exist then
        get stacked diagnostics v_dependents = pg_exception_detail;
        raise sqlstate 'HD409' using
            message = format('something stands on the metric: %s', v_dependents),
            hint = 'drop that first: nothing of others is dropped with a metric';
    end;
    execute format('delete from %I.metric_counts as c where c.metric = $1', tenant || '__store')
    using v_metric.name;
    execute format('delete from %I.metrics as m where m.name = $1', tenant || '__store')
    using v_metric.name;
    perform hardal_private.audit('metric.drop', tenant, v_metric.name);
    return jsonb_build_object('name', v_metric.name);
end
$$;

comment on function hardal_private.remove_metric(text, text) is
'Drops a metric, and returns its name; HD404 where there is none, HD409 where an object depends on '
'its view, 55P03 where maintenance or an erasure holds the tenant';
