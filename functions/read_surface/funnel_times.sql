-- How long units take from one step of a funnel to another, as a histogram: the units that reach
-- to_step (the last one where it is left out), by the time between from_step and to_step of their
-- first conversion. So the units of all buckets together are those that funnel counts.
--
-- The buckets are equally wide, from 0 to the longest time. A time on a border counts in the bucket
-- that begins there; the longest one in the last bucket. Times are counted in whole microseconds,
-- so that no border is rounded. All other arguments are those of funnel.
create or replace function template.funnel_times(
    steps text[],
    within interval default '7 days',
    since anycompatible default null,
    until anycompatible default null,
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
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- see funnel
set enable_nestloop = off
as $$
declare
    -- the query's text is made of numbers and of the texts of funnel_plan:
    -- @plpgsql_check_options: security_warnings = off
    v_count constant int := coalesce(cardinality(funnel_times.steps), 0);
    v_to constant int := coalesce(funnel_times.to_step, v_count);
    v_since timestamptz;
    v_until timestamptz;
    v_plan record;
begin
    perform hardal_helpers.require_argument(
        funnel_times.from_step >= 1 and funnel_times.from_step < v_to and v_to <= v_count,
        format(
            'there is no time between the steps %s and %s',
            coalesce(funnel_times.from_step::text, 'null'),
            v_to
        ),
        format('two different steps from 1 to %s, the earlier one first', v_count)
    );
    perform hardal_helpers.require_argument(
        funnel_times.ordering <> 'any' or funnel_times.from_step = 1,
        'in any order, times are those from the first event on',
        'leave from_step out'
    );
    perform hardal_helpers.require_argument(
        funnel_times.buckets between 1 and 1000, 'buckets is between 1 and 1000', 'such as 20'
    );
    v_since := hardal_helpers.since(to_jsonb(funnel_times.since) #>> '{}', funnel_times.time_zone);
    v_until := hardal_helpers.until(to_jsonb(funnel_times.until) #>> '{}', funnel_times.time_zone);
    select p.* into v_plan
    from hardal_helpers.funnel_plan(
        'template', funnel_times.steps, funnel_times.within, v_since, v_until, null,
        funnel_times.unit, funnel_times.filter, funnel_times.cohort, funnel_times.step_filters,
        funnel_times.ordering, funnel_times.exclude, funnel_times.first_ever, 'first',
        kept => case
            when funnel_times.from_step between 2 and v_to - 2 then array[funnel_times.from_step]
            else array[]::int[]
        end
    ) as p;
    return query execute v_plan.chains || format(
        ', times as materialized (
            select distinct on (v.unit collate "C")
                (extract(epoch from v.t - v.%1$s) * 1000000)::bigint as micros
            from step_%2$s as v
            order by v.unit collate "C", v.t, v.start desc
        ),

        longest as (
            select greatest(max(t.micros), 1) as micros from times as t
        ),

        counted as (
            select least(t.micros * $6 / l.micros, $6 - 1) as bucket, count(*) as units
            from times as t
            cross join longest as l
            group by 1
        )

        select
            b.bucket * l.micros / ($6 * 1e6)::double precision,
            (b.bucket + 1) * l.micros / ($6 * 1e6)::double precision,
            coalesce(c.units, 0)
        from longest as l
        cross join generate_series(0, $6 - 1) as b (bucket)
        left join counted as c on b.bucket = c.bucket
        where exists (select from times)
        order by b.bucket',
        case
            when funnel_times.from_step = 1 then 'start'
            when funnel_times.from_step = v_to - 1 then 'before'
            else 'at_' || funnel_times.from_step
        end,
        v_to
    )
    using
        funnel_times.steps, v_since, v_until, v_plan.later_until, v_plan.span,
        funnel_times.buckets;
end
$$;

comment on function template.funnel_times(
    text[], interval, anycompatible, anycompatible, int, int, int, text,
    text, jsonb, text, jsonb, text, jsonb, boolean
) is
'How long units take from one step of a funnel to another, in buckets that are equally wide; the '
'other arguments are those of funnel. PT400 for a wrong argument. '
'select * from funnel_times(''{signup,purchase}'', buckets => 10)';
grant execute on function template.funnel_times(
    text[], interval, anycompatible, anycompatible, int, int, int, text,
    text, jsonb, text, jsonb, text, jsonb, boolean
) to template__read;
