-- Refuses a metric that a tenant does not have, and names the nearest. Returns it as list_metrics
-- does.
create or replace function hardal_private.require_metric(tenant text, name text)
returns hardal.metric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_metric hardal.metric;
begin
    select m.* into v_metric
    from hardal_private.list_metrics(tenant) as m
    where m.name = require_metric.name;
    if not found then
        raise sqlstate 'HD404' using
            message = format(
                'there is no metric %s', coalesce(to_jsonb(left(name, 80))::text, 'null')
            ),
            hint = concat(
                'did you mean '
                || to_json(
                    hardal_helpers.nearest(
                        name,
                        array(select m.name from hardal_private.list_metrics(tenant) as m)
                    )
                )::text || '? ',
                'see hardal-admin metric list'
            );
    end if;
    return v_metric;
end
$$;

comment on function hardal_private.require_metric(text, text) is
'A tenant''s metric, as list_metrics has it; HD404, which names the nearest, where there is none';
