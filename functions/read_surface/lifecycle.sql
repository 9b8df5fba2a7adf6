-- Lifecycle report: of each period, how many units are new, returning, resurrected or dormant. A
-- unit is active in a period if it has one of event_names in it (null: any event).
-- - new: active, and never before.
-- - returning: active, and active in the period before.
-- - resurrected: active, and active before, but not in the period before.
-- - dormant: not active, but active in the period before.
-- So the active units are the sum of the first three, and those of the period before are the sum of
-- returning and dormant.
--
-- Periods are whole, as in retention. Before is all time, so the first period of the report is as
-- exact as the others. Every period has a row. unit, filter and cohort: see
-- hardal_helpers.report_events.
create or replace function template.lifecycle(
    event_names text[] default null,
    every text default 'week',
    since anycompatible default null,
    until anycompatible default null,
    time_zone text default 'UTC',
    unit text default 'client',
    filter jsonb default null,
    cohort text default null
)
returns setof hardal.lifecycle_period
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    -- the query's text is made of report_events:
    -- @plpgsql_check_options: security_warnings = off
    v_step interval;
    v_span record;
    v_names constant text[] := hardal_helpers.optional_events('template', lifecycle.event_names);
    -- also the period before the first one, which tells who is dormant and who returns
    v_since timestamptz;
    v_events text;
    v_is_masked boolean;
    v_is_of_any constant boolean := hardal_helpers.is_of_any_event(
        v_names, lifecycle.unit, lifecycle.filter, lifecycle.cohort
    );
begin
    select p.* into v_span
    from hardal_helpers.whole_periods(
        lifecycle.every,
        to_jsonb(lifecycle.since) #>> '{}',
        to_jsonb(lifecycle.until) #>> '{}',
        lifecycle.time_zone,
        8
    ) as p;
    v_step := ('1 ' || lifecycle.every)::interval;
    v_since := hardal_helpers.day_start(
        (v_span.first_at - v_step)::date, lifecycle.time_zone
    );
    v_is_masked := v_span.first_at + 60 * v_step > v_span.last_at;
    v_events := format(
        'from %s as e where e.unit is not null%s',
        hardal_helpers.report_events(
            'template', v_names, v_since, v_span.ends,
            case
                when v_is_masked and lifecycle.unit = 'person' then 'client' else lifecycle.unit
            end,
            lifecycle.filter, lifecycle.cohort
        ),
        case when v_names is not null then ' and e.event_name = any ($1)' end
    );
    if v_is_masked then
        -- The periods in which a unit was active are the bits of a number: bit 0 is all time
        -- before, bit 1 the period before the first one. This is faster by far: no row is made for
        -- a unit and period, and no local time is calculated.
        return query execute format(
            'with masks as (
                select m.mask, count(*) as units from (%s) as m group by m.mask
            )

            select
                p.starts_on::date,
                coalesce(sum(m.units) filter (where s.is_active and not s.was_ever), 0)::bigint,
                coalesce(sum(m.units) filter (where s.is_active and s.was_active), 0)::bigint,
                coalesce(
                    sum(m.units) filter (where s.is_active and s.was_ever and not s.was_active), 0
                )::bigint,
                coalesce(sum(m.units) filter (where s.was_active and not s.is_active), 0)::bigint
            from generate_series($4, $5, $6) with ordinality as p (starts_on, place)
            left join masks as m on true
            left join lateral (
                select
                    (m.mask >> (p.place::int + 1)) & 1 = 1 as is_active,
                    (m.mask >> p.place::int) & 1 = 1 as was_active,
                    m.mask & ((1::bigint << (p.place::int + 1)) - 1) <> 0 as was_ever
            ) as s on true
            group by p.starts_on
            order by p.starts_on',
            hardal_helpers.unit_masks(
                'template', v_events, lifecycle.unit, 'width_bucket(e.created_at, $2)',
                'e.created_at < $3', case when v_is_of_any then '($2)[1]' end
            )
        )
        using
            v_names,
            v_since || array(
                select hardal_helpers.day_start(p.starts_on::date, lifecycle.time_zone)
                from generate_series(v_span.first_at, v_span.last_at, v_step) as p (starts_on)
            ),
            v_span.ends, v_span.first_at, v_span.last_at, v_step;
        return;
    end if;
    return query execute format(
        'with active as materialized (
            select e.unit, date_trunc($4, e.created_at at time zone $5)::date as starts_on
            %1$s and e.created_at >= $2 and e.created_at < $3
            group by 1, 2
        ),

        known as (%2$s),

        states as (
            select
                a.unit,
                a.starts_on,
                lag(a.starts_on) over w as active_before,
                lead(a.starts_on) over w as active_next,
                (a.starts_on + $6)::date as next_on
            from active as a
            window w as (partition by a.unit order by a.starts_on)
        ),

        counted as (
            select
                s.starts_on,
                count(*) filter (
                    where s.active_before is null and k.unit is null
                ) as new_units,
                count(*) filter (
                    where (s.active_before + $6)::date = s.starts_on
                ) as returning_units,
                count(*) as units
            from states as s
            left join known as k on s.active_before is null and s.unit = k.unit
            group by s.starts_on
        ),

        gone as (
            select s.next_on as starts_on, count(*) as units
            from states as s
            where s.active_next is distinct from s.next_on
            group by s.next_on
        )

        select
            p.starts_on::date,
            coalesce(c.new_units, 0),
            coalesce(c.returning_units, 0),
            coalesce(c.units - c.new_units - c.returning_units, 0),
            coalesce(g.units, 0)
        from generate_series($7, $8, $6) as p (starts_on)
        left join counted as c on p.starts_on = c.starts_on
        left join gone as g on p.starts_on = g.starts_on
        order by p.starts_on',
        v_events,
        hardal_helpers.known_units('template', v_events, lifecycle.unit, '$2', v_is_of_any)
    )
    using
        v_names, v_since, v_span.ends, lifecycle.every, lifecycle.time_zone, v_step,
        v_span.first_at, v_span.last_at;
end
$$;

comment on function template.lifecycle(
    text[], text, anycompatible, anycompatible, text, text, jsonb, text
) is
'The lifecycle report: of each day, week or month, how many units are new, returning, resurrected '
'(active after a pause) or dormant (active in the period before alone); periods are whole, from '
'the one of since to the one before until; null event_names are any event. '
'PT400 for a wrong argument. select * from lifecycle(every => ''month'')';
grant execute on function template.lifecycle(
    text[], text, anycompatible, anycompatible, text, text, jsonb, text
) to template__read;
