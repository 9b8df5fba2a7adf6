-- Attribution report: to which value of a property a conversion is counted: that of the first touch
-- before it, the last one, or all of them alike (linear).
--
-- - A conversion is an event conversion_event in [since, until). Filter is of conversions.
-- - A touch is an event of the same unit with the property, not later than the conversion and
--   within `within` before it. One of the same instant counts. Its name is one of touch_events;
--   null is any name but conversion_event. touch_filter is of touches.
-- - Of several first (or last) touches of the same instant, the value that comes first in the order
--   of bytes counts.
-- - A linear conversion is divided between its touches. The parts of the row are rounded to six
--   digits.
-- - A conversion without a touch counts for the value null. A conversion without a unit does not
--   count.
-- - amount is the sum of value_property's numbers in the conversions, divided in the same way.
-- - Values beyond the first max_rows are one row (is_other), so that sums are right.
-- - unit and cohort: see hardal_helpers.report_events.
create or replace function template.attribution(
    conversion_event text,
    property text,
    touch_events text[] default null,
    model text default 'last',
    within interval default '30 days',
    since anycompatible default null,
    until anycompatible default null,
    time_zone text default 'UTC',
    value_property text default null,
    unit text default 'client',
    filter jsonb default null,
    touch_filter jsonb default null,
    cohort text default null,
    max_rows int default 50
)
returns setof hardal.attribution
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- The planner cannot know how many units there are. It would loop over them.
set enable_nestloop = off
as $$
declare
    -- the query's text is made of literals and of report_events:
    -- @plpgsql_check_options: security_warnings = off
    v_touches constant text[] := nullif(attribution.touch_events, '{}');
    v_since timestamptz;
    v_until timestamptz;
    v_within interval;
    v_number_keys text[];
begin
    perform hardal_helpers.require_argument(
        attribution.conversion_event is not null,
        'conversion_event is required',
        'an event_name, such as purchase'
    );
    perform hardal_helpers.require_argument(
        attribution.property is not null,
        'property is required',
        'a property of the touches, such as utm.source'
    );
    perform hardal_helpers.require_argument(
        not exists (select from unnest(v_touches) as t (name) where t.name is null),
        'touch_events are event names',
        'such as {page_view}; leave them out for any event with the property'
    );
    perform hardal_helpers.require_argument(
        attribution.model in ('first', 'last', 'linear'),
        format('there is no model %L', attribution.model),
        'first, last or linear'
    );
    perform hardal_helpers.require_argument(
        attribution.within >= '0', 'within is an interval, and not negative', 'such as 30 days'
    );
    perform hardal_helpers.require_argument(
        attribution.max_rows between 1 and 10000,
        'max_rows is between 1 and 10000',
        'the values with the most conversions come first'
    );
    v_within := hardal_helpers.fixed_span(attribution.within);
    v_since := hardal_helpers.since(to_jsonb(attribution.since) #>> '{}', attribution.time_zone);
    v_until := hardal_helpers.until(to_jsonb(attribution.until) #>> '{}', attribution.time_zone);
    perform hardal_helpers.require_events(
        'template', array[attribution.conversion_event] || v_touches
    );
    v_number_keys := hardal_helpers.find_property(
        'template', array[attribution.conversion_event], attribution.value_property, v_since,
        v_until
    );
    return query execute format(
        'with conversions as materialized (
            select
                row_number() over () as place,
                e.unit,
                e.created_at as t,
                %1$s as amount
            from %2$s as e
            where
                e.event_name = $1 and e.unit is not null
                and e.created_at >= $3 and e.created_at < $4
        ),

        touches as (
            select e.unit, e.created_at as t, %3$s as value
            from %4$s as e
            where
                %5$s and e.unit is not null
                and e.created_at >= $3 - $5 and e.created_at < $4
                and %3$s is not null
        ),

        %6$s,

        ranked as (
            select
                c.*,
                row_number() over (order by round(c.conversions, 6) desc, c.value collate "C") > $6
                    as is_other
            from counted as c
        )

        select
            case when not r.is_other then r.value end,
            r.is_other,
            round(sum(r.conversions), 6),
            %7$s,
            round(sum(r.conversions) / sum(sum(r.conversions)) over (), 4)
        from ranked as r
        group by r.is_other, case when not r.is_other then r.value end
        order by
            r.is_other, 3 desc, (case when not r.is_other then r.value end) collate "C"',
        hardal_helpers.number_expression(v_number_keys),
        hardal_helpers.report_events(
            'template', array[attribution.conversion_event], v_since, v_until, attribution.unit,
            attribution.filter, attribution.cohort
        ),
        hardal_helpers.value_expression(
            hardal_helpers.find_property(
                'template', v_touches, attribution.property, v_since - v_within, v_until
            )
        ),
        hardal_helpers.report_events(
            'template', v_touches, v_since - v_within, v_until, attribution.unit,
            attribution.touch_filter
        ),
        case
            when v_touches is null then 'e.event_name <> $1'
            else 'e.event_name = any ($2)'
        end,
        case
            -- Every touch gets a part of each conversion that comes after it.
            when attribution.model = 'linear' then
                'moments as (
                    select
                        u.*,
                        count(*) filter (where u.place is null) over (
                            partition by u.unit collate "C" order by u.t
                            range between $5 preceding and current row
                        ) as touches
                    from (
                        select c.place, c.unit, c.t, c.amount, null::text as value
                        from conversions as c
                        union all
                        select null, t.unit, t.t, null, t.value from touches as t
                    ) as u
                ),

                counted as (
                    select w.value, sum(w.weight) as conversions, sum(w.amount) as amount
                    from (
                        select
                            m.place,
                            m.value,
                            sum(1::numeric / nullif(m.touches, 0))
                                filter (where m.place is not null) over w as weight,
                            sum(m.amount / nullif(m.touches, 0)) over w as amount
                        from moments as m
                        window w as (
                            partition by m.unit collate "C" order by m.t
                            range between current row and $5 following
                        )
                    ) as w
                    where w.place is null and w.weight is not null
                    group by w.value
                    union all
                    select null, count(*)::numeric, sum(m.amount)
                    from moments as m
                    where m.place is not null and m.touches = 0
                    having count(*) > 0
                )'
            -- One pass finds the time of the touch: the last one up to the conversion, or the
            -- first one from the beginning of the time before it.
            else format(
                'moments as (
                    select t.unit, t.t, min(t.value collate "C") as value
                    from touches as t
                    group by t.unit, t.t
                ),

                counted as (
                    select t.value, count(*)::numeric as conversions, sum(c.amount) as amount
                    from (
                        select
                            u.place, u.unit, u.t, u.amount,
                            %1$s(u.touched_at) over (
                                partition by u.unit collate "C" order by u.placed_at%2$s
                            ) as touched_at
                        from (
                            select
                                c.place, c.unit, c.t, c.amount,
                                c.t%3$s as placed_at,
                                null::timestamptz as touched_at
                            from conversions as c
                            union all
                            select null, m.unit, m.t, null, m.t, m.t from moments as m
                        ) as u
                    ) as c
                    left join moments as t on
                        c.unit = t.unit and c.touched_at = t.t
                        and c.touched_at <= c.t and c.t - c.touched_at <= $5
                    where c.place is not null
                    group by t.value
                )',
                case attribution.model when 'last' then 'max' else 'min' end,
                case attribution.model when 'last' then '' else ' desc' end,
                case attribution.model when 'last' then '' else ' - $5' end
            )
        end,
        case
            when v_number_keys is null then 'null::numeric'
            else 'round(coalesce(sum(r.amount), 0), 6)'
        end
    )
    using
        attribution.conversion_event, v_touches, v_since, v_until, v_within, attribution.max_rows;
end
$$;

comment on function template.attribution(
    text, text, text[], text, interval, anycompatible, anycompatible, text,
    text, text, jsonb, jsonb, text, int
) is
'To which value of a property of touches (such as utm.source) conversions are counted: that of the '
'first touch, of the last one, or of all alike (linear); '
'since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of '
'time_zone. PT400 for a wrong argument. '
'select * from attribution(''purchase'', ''utm.source'', model => ''first'')';
grant execute on function template.attribution(
    text, text, text[], text, interval, anycompatible, anycompatible, text,
    text, text, jsonb, jsonb, text, int
) to template__read;
