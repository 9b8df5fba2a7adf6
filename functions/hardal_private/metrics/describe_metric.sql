-- Returns one metric of a tenant whole, or refuses a name that is none and names the nearest.
-- groups_left_out tells how many days, or hours, have a row for all groups beyond the limit.
create or replace function hardal_private.describe_metric(tenant text, name text)
returns hardal.metric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_metric hardal.metric := hardal_private.require_metric(tenant, name);
begin
    execute format(
        'select count(*) from %I.metric_counts as c where c.metric = $1 and c.is_other',
        tenant || '__store'
    ) into v_metric.groups_left_out using v_metric.name;
    return v_metric;
end
$$;

comment on function hardal_private.describe_metric(text, text) is
'A tenant''s metric; HD404, which names the nearest, where there is none';
