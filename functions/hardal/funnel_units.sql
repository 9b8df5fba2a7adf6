-- Returns the units that a funnel counts over HTTP:
-- GET /rpc/funnel_units?steps={signup,purchase}&outcome=lost.
-- See functions/read_surface/funnel_units.sql.
create or replace function hardal.funnel_units(
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
    by_of text default 'first',
    step int default null,
    outcome text default 'converted',
    after text default null,
    max_rows int default 1000
)
returns setof hardal.funnel_unit
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    perform hardal_helpers.require_argument(
        max_rows between 1 and 10000,
        'max_rows is between 1 and 10000',
        'for more, go on with after: the last unit'
    );
    return query execute format(
        'select *
        from %I.funnel_units(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
            $17, $18
        )',
        hardal_private.current_tenant()
    )
    using
        steps, within, since, until, funnel_units.by, time_zone, unit, filter, cohort,
        step_filters, ordering, exclude, first_ever, by_of, step, outcome, after, max_rows;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.funnel_units(
    text[], interval, text, text, text, text, text, jsonb, text, jsonb, text, jsonb, boolean,
    text, int, text, text, int
) is
'The units that funnel counts: those that reached a step (outcome converted), or were lost before '
'it (lost). step is left out for the last one. max_rows is the number of units, at most 10000; '
'after is the last unit of the page before. The other arguments are those of funnel; '
'PT400 for a wrong argument';
grant execute on function hardal.funnel_units(
    text[], interval, text, text, text, text, text, jsonb, text, jsonb, text, jsonb, boolean,
    text, int, text, text, int
)
to hardal_read, hardal_manage;
