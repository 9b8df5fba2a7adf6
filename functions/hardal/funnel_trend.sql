-- Returns conversion over time over HTTP:
-- GET /rpc/funnel_trend?steps={signup,purchase}&every=week.
-- See functions/read_surface/funnel_trend.sql.
create or replace function hardal.funnel_trend(
    steps text[],
    every text default 'week',
    within interval default '7 days',
    since text default null,
    until text default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null,
    step_filters jsonb default null,
    ordering text default 'ordered',
    exclude jsonb default null,
    first_ever boolean default false
)
returns setof hardal.funnel_period
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.funnel_trend($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
        hardal_private.current_tenant()
    )
    using
        steps, every, within, since, until, time_zone, unit, filter, cohort, step_filters,
        ordering, exclude, first_ever;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.funnel_trend(
    text[], text, interval, text, text, text, text, jsonb, text, jsonb, text, jsonb, boolean
) is
'The funnel of each hour, day, week or month (every) in which units began it. The other arguments '
'are those of funnel; without since it begins with the period of 30 days ago; '
'PT400 for a wrong argument';
grant execute on function hardal.funnel_trend(
    text[], text, interval, text, text, text, text, jsonb, text, jsonb, text, jsonb, boolean
)
to hardal_read, hardal_manage;
