-- Returns the figures of an experiment over HTTP:
-- GET /rpc/experiment?exposure_event=page_view&variant_property=variant&goal_event=purchase.
-- See functions/read_surface/experiment.sql.
create or replace function hardal.experiment(
    exposure_event text,
    variant_property text,
    goal_event text,
    metric text default 'conversion',
    value_property text default null,
    within interval default '14 days',
    control text default null,
    confidence double precision default 0.95,
    since text default null,
    until text default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    goal_filter jsonb default null,
    cohort text default null
)
returns setof hardal.experiment_variant
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select *
        from %I.experiment(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
        )',
        hardal_private.current_tenant()
    )
    using
        exposure_event, variant_property, goal_event, metric, value_property, within, control,
        confidence, since, until, time_zone, unit, filter, goal_filter, cohort;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.experiment(
    text, text, text, text, text, interval, text, double precision, text, text, text, text, jsonb,
    jsonb, text
) is
'Compares the variants of an experiment: the share of units that reach a goal (metric conversion), '
'or the mean of value_property''s numbers (mean), with intervals and p-values. since is inclusive '
'(left out: 30 days ago), until is exclusive; both are dates or times of time_zone; '
'PT400 for a wrong argument';
grant execute on function hardal.experiment(
    text, text, text, text, text, interval, text, double precision, text, text, text, text, jsonb,
    jsonb, text
)
to hardal_read, hardal_manage;
