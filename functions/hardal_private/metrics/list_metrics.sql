-- Lists a tenant's metrics. counted_to is the last day that is counted of one that is not counted
-- yet. groups_left_out is null: describe_metric counts it, which takes time where a metric has very
-- many groups.
create or replace function hardal_private.list_metrics(tenant text)
returns setof hardal.metric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- the result comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    perform hardal_private.require_tenant(tenant);
    return query execute format(
        'select
            m.name,
            m.event_name,
            m.properties,
            m.number,
            m.measures,
            m.filter,
            m.every,
            m.max_groups,
            m.is_aggregate,
            m.description,
            case when isfinite(m.counting_day) then m.counting_day end,
            m.counting_day is null,
            null::bigint,
            m.created_at
        from %I.metrics as m
        order by m.name collate "C"',
        tenant || '__store'
    );
end
$$;

comment on function hardal_private.list_metrics(text) is
'A tenant''s metrics by name; HD404 where there is no such tenant';
