-- Returns the text of retention's query.
--
-- first_events and return_events are the texts of report_events. first_event and return_event are
-- names, or null for any event. by_keys are the keys of the property that breaks the report down,
-- number_keys those of the numbers that are added up; null where there is none.
--
-- The query's parameters: $1 and $2 the span, $3 the period, $4 the time zone, $5 and $6 the first
-- and the last period, $7 the length of a period, $8 first_event, $9 return_event, $10 at_least,
-- $11 max_values.
--
-- Outline of the query:
-- - periods: all periods of the report.
-- - active (where both events are the same): when each unit was active in each period. It serves as
--   starts and as returned, so that the events are read once.
-- - known: the units that began before the report. Of older events only this is read.
-- - starts: a row for each unit and cohort: when it began, and the key of its value. A key stands
--   for a value, and the empty key for none.
-- - series: the values of most units, by rank. The first of the others stands for all of them.
-- - ranked: starts with the rank in the place of the value.
-- - returned: a row for each unit, cohort and period in which it came back.
-- - sizes, cells: the figures. In the mode unbounded, a cell counts the units whose last return is
--   in this period or a later one.
-- - report: one row for each cell, also those of zero.
create or replace function hardal_helpers.retention_query(
    first_events text,
    return_events text,
    first_event text,
    return_event text,
    by_keys text[],
    number_keys text[],
    is_recurring boolean,
    is_unbounded boolean,
    at_least int,
    mean boolean
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_same constant boolean := first_events = return_events
        and first_event is not distinct from return_event
        and by_keys is null and number_keys is null and at_least = 1;
    v_is_plain constant boolean := number_keys is null and at_least = 1;
    v_period constant text := 'date_trunc($3, e.created_at at time zone $4)::date';
    v_first_from constant text := format(' from %s as e where e.unit is not null', first_events)
        || case when first_event is not null then ' and e.event_name = $8' else '' end;
    v_return_from constant text := case
        when return_event is not null then ' and e.event_name = $9' else ''
    end || ' and e.created_at >= $1 and e.created_at < $2';
    v_starts text;
begin
    v_starts := case
        when v_is_same and is_recurring then
            'select a.unit, a.first_at as start, a.starts_on as cohort, '''' as key
            from active as a'
        when v_is_same then
            'select a.unit, min(a.first_at) as start, min(a.starts_on) as cohort, '''' as key
            from active as a
            group by a.unit'
        when by_keys is not null then format(
            'select distinct on (f.unit%1$s) f.unit, f.start, f.cohort, f.key
            from (
                select
                    e.unit,
                    e.created_at as start,
                    %2$s as cohort,
                    coalesce(''='' || left(e.properties #>> %3$L, 1000), '''') as key
                %4$s and e.created_at >= $1 and e.created_at < $2
            ) as f
            order by f.unit%1$s, f.start, f.key = '''', f.key collate "C"',
            case when is_recurring then ', f.cohort' else '' end,
            v_period, by_keys, v_first_from
        )
        else format(
            'select e.unit, min(e.created_at) as start, %1$s as cohort, '''' as key
            %2$s and e.created_at >= $1 and e.created_at < $2
            group by e.unit%3$s',
            case
                when is_recurring then v_period
                else 'date_trunc($3, min(e.created_at) at time zone $4)::date'
            end,
            v_first_from,
            case when is_recurring then ', 3' else '' end
        )
    end;
    return concat(
        'with periods as (
            select p.starts_on::date as starts_on, p.place::int as place
            from generate_series($5, $6, $7) with ordinality as p (starts_on, place)
        ),',
        case when v_is_same then format(
            'active as materialized (
                select
                    e.unit,
                    %s as starts_on,
                    min(e.created_at) as first_at,
                    max(e.created_at) as last_at
                %s and e.created_at >= $1 and e.created_at < $2
                group by 1, 2
            ),',
            v_period, v_first_from
        ) end,
        case when not is_recurring then format(
            'known as (
                select e.unit %s and e.created_at < $1 group by e.unit
            ),',
            v_first_from
        ) end,
        'starts as materialized (
            select s.unit, s.start, s.cohort, s.key
            from (', v_starts, ') as s',
        case when not is_recurring then
            ' where not exists (select from known as k where k.unit = s.unit)'
        end,
        '),

        series as (',
        case
            when by_keys is null then 'select '''' as key, 1 as rank'
            else 'select r.key, r.rank
            from (
                select
                    s.key,
                    row_number() over (
                        order by count(*) desc, s.key = '''' asc, s.key collate "C" asc
                    ) as rank
                from starts as s
                group by s.key
            ) as r
            where r.rank <= $11 + 1
            limit $11 + 1'
        end,
        '),

        ranked as (',
        case
            when by_keys is null
                then 'select s.unit, s.start, s.cohort, 1 as rank from starts as s'
            else 'select s.unit, s.start, s.cohort, coalesce(v.rank, $11 + 1) as rank
            from starts as s
            left join series as v on s.key = v.key and v.rank <= $11'
        end,
        '),

        returned as (',
        case
            when v_is_same then
                'select s.cohort, s.rank, s.unit, r.starts_on, null::numeric as amount
                from ranked as s
                inner join active as r on s.unit = r.unit and s.start <= r.last_at'
            when v_is_plain then format(
                'select s.cohort, s.rank, s.unit, r.starts_on, null::numeric as amount
                from ranked as s
                inner join (
                    select e.unit, %s as starts_on, max(e.created_at) as last_at
                    from %s as e
                    where e.unit is not null%s
                    group by 1, 2
                ) as r on s.unit = r.unit and s.start <= r.last_at',
                v_period, return_events, v_return_from
            )
            else format(
                'select
                    s.cohort,
                    s.rank,
                    s.unit,
                    %s as starts_on,
                    %s as amount
                from ranked as s
                inner join %s as e on s.unit = e.unit and s.start <= e.created_at%s
                group by 1, 2, 3, 4
                having count(*) >= $10',
                v_period,
                case
                    when number_keys is null then 'null::numeric'
                    else format(
                        'sum(
                            case when jsonb_typeof(e.properties #> %1$L) = ''number''
                            then (e.properties #>> %1$L)::numeric end
                        )',
                        number_keys
                    )
                end,
                return_events,
                v_return_from
            )
        end,
        '),

        sizes as (
            select s.cohort, s.rank, count(*) as units from ranked as s group by 1, 2
        ),

        exact_cells as (
            select r.cohort, r.rank, r.starts_on, count(*) as units, sum(r.amount) as amount
            from returned as r
            group by 1, 2, 3
        ),

        cells as (',
        case
            when not is_unbounded then 'select * from exact_cells'
            else 'select p.cohort, p.rank, p.starts_on, l.units, a.amount
            from (
                select s.cohort, s.rank, p.starts_on
                from sizes as s
                inner join periods as p on s.cohort <= p.starts_on
            ) as p
            cross join lateral (
                select sum(l.units) as units
                from (
                    select m.cohort, m.rank, m.last_on, count(*) as units
                    from (
                        select r.cohort, r.rank, r.unit, max(r.starts_on) as last_on
                        from returned as r
                        group by 1, 2, 3
                    ) as m
                    group by 1, 2, 3
                ) as l
                where l.cohort = p.cohort and l.rank = p.rank and l.last_on >= p.starts_on
            ) as l
            cross join lateral (
                select sum(x.amount) as amount
                from exact_cells as x
                where x.cohort = p.cohort and x.rank = p.rank and x.starts_on >= p.starts_on
            ) as a'
        end,
        '),

        report as (
            select
                c.starts_on as cohort,
                coalesce(s.units, 0) as size,
                p.place - c.place as number,
                coalesce(x.units, 0)::bigint as units,
                ',
        case when number_keys is null then 'null::numeric' else 'coalesce(x.amount, 0)' end,
        ' as amount,
                v.key,
                v.rank
            from series as v
            cross join periods as c
            inner join periods as p on c.place <= p.place
            left join sizes as s on c.starts_on = s.cohort and v.rank = s.rank
            left join cells as x
                on c.starts_on = x.cohort and v.rank = x.rank and p.starts_on = x.starts_on
        )

        select
            r.cohort,
            r.size,
            r.number,
            r.units,
            round(r.units::numeric / nullif(r.size, 0), 4),
            case when r.rank <= $11 and r.key <> '''' then substr(r.key, 2) end,
            r.rank > $11,
            r.amount
        from (
            select * from report',
        case when mean then '
            union all
            select
                null, sum(m.size)::bigint, m.number, sum(m.units)::bigint, sum(m.amount), m.key,
                m.rank
            from report as m
            group by m.number, m.key, m.rank'
        end,
        ') as r
        order by r.rank, r.cohort nulls last, r.number'
    );
end
$$;

comment on function hardal_helpers.retention_query(
    text, text, text, text, text[], text[], boolean, boolean, int, boolean
) is
'For retention: the text of its query';
grant execute on function hardal_helpers.retention_query(
    text, text, text, text, text[], text[], boolean, boolean, int, boolean
) to public;
