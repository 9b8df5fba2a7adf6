-- Returns a funnel over HTTP:
-- GET /rpc/funnel?steps={signup,purchase}&within=7 days&since=2024-10-01.
-- See functions/read_surface/funnel.sql.
create or replace function hardal.funnel(
    steps text[],
    within interval default '7 days',
    since text default null,
    until text default null,
    by text default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null,
    step_filters jsonb default null,
    ordering text default 'ordered',
    exclude jsonb default null,
    first_ever boolean default false,
    by_of text default 'first'
)
returns setof hardal.funnel_step
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.funnel($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)',
        hardal_private.current_tenant()
    )
    using
        steps, within, since, until, funnel.by, time_zone, unit, filter, cohort, step_filters,
        ordering, exclude, first_ever, by_of;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.funnel(
    text[], interval, text, text, text, text,
    text, jsonb, text, jsonb, text, jsonb, boolean, text
) is
'How many units (client, person, or a property) went from event to event, within an interval. The '
'steps are event names; step_filters are filters of single steps. ordering is ordered, strict (no '
'event between) or any; exclude are events that may not lie between two steps. '
'by is a property of the first event (by_of: of a later step, or of the unit). '
'since is inclusive (left out: 30 days ago), until is '
'exclusive; both are dates or times of time_zone; PT400 for a wrong argument';
grant execute on function hardal.funnel(
    text[], interval, text, text, text, text,
    text, jsonb, text, jsonb, text, jsonb, boolean, text
)
to hardal_read, hardal_manage;
