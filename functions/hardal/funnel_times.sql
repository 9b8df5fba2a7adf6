-- Returns the times between two steps of a funnel over HTTP:
-- GET /rpc/funnel_times?steps={signup,purchase}&buckets=10.
-- See functions/read_surface/funnel_times.sql.
create or replace function hardal.funnel_times(
    steps text[],
    within interval default '7 days',
    since text default null,
    until text default null,
    from_step int default 1,
    to_step int default null,
    buckets int default 20,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null,
    step_filters jsonb default null,
    ordering text default 'ordered',
    exclude jsonb default null,
    first_ever boolean default false
)
returns setof hardal.funnel_time
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
        from %I.funnel_times(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
        )',
        hardal_private.current_tenant()
    )
    using
        steps, within, since, until, from_step, to_step, buckets, time_zone, unit, filter,
        cohort, step_filters, ordering, exclude, first_ever;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.funnel_times(
    text[], interval, text, text, int, int, int, text, text, jsonb, text, jsonb, text, jsonb,
    boolean
) is
'How long units take from one step of a funnel (from_step) to another (to_step; left out: the last '
'one), in buckets that are equally wide. The other arguments are those of funnel; '
'PT400 for a wrong argument';
grant execute on function hardal.funnel_times(
    text[], interval, text, text, int, int, int, text, text, jsonb, text, jsonb, text, jsonb,
    boolean
)
to hardal_read, hardal_manage;
