-- Returns the text of retention's query.
--
-- first_events and return_events are the texts of report_events, and client_events is that of the
-- returns by client, where the unit is person. Events are joined with a few starts by client, which
-- is faster than to join each event with its person. first_event and return_event are
-- names, or null for any event. by_keys are the keys of the property that breaks the report down,
-- number_keys those of the numbers that are added up; null where there is none. is_of_any tells
-- what is_of_any_event says of the first events.
--
-- The query's parameters: $1 and $2 the span, $3 the period, $4 the time zone, $5 and $6 the first
-- and the last period, $7 the length of a period, $8 first_event, $9 return_event, $10 at_least,
-- $11 max_values, $12 the beginnings of the periods as instants.
--
-- Outline of the query:
-- - periods: all periods of the report.
-- - masks (where both events are the same): the periods in which units were active, as the bits of
--   a number, and how many units have the same ones. Bit 0 is all time before the report. The
--   events are read once, or in part (unit_masks), and starts is not needed.
-- - known: the units that began before the report. Of older events only this is read, or nothing:
--   see known_units.
-- - starts: a row for each unit and cohort: when it began, and the key of its value. A key stands
--   for a value, and the empty key for none.
-- - series: the values of most units, by rank. The first of the others stands for all of them.
-- - ranked: starts with the rank in the place of the value.
-- - returned: a row for each unit, cohort and period in which it came back. Up to 62 periods, where
--   one event is enough and nothing is added up, it is cohort_masks instead: the periods as bits,
--   and how many units of a cohort have the same ones. This is faster by far: no row is made for a
--   unit and period, and no local time is calculated.
-- - sizes, cells: the figures. In the mode unbounded, a cell counts the units whose last return is
--   in this period or a later one.
-- - report: one row for each cell, also those of zero.
create or replace function hardal_helpers.retention_query(
    tenant text,
    unit text,
    first_events text,
    return_events text,
    client_events text,
    first_event text,
    return_event text,
    by_keys text[],
    number_keys text[],
    is_recurring boolean,
    is_unbounded boolean,
    at_least int,
    mean boolean,
    period_count int,
    is_of_any boolean
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_masked constant boolean := number_keys is null and at_least = 1 and period_count <= 62;
    v_is_same constant boolean := v_is_masked and by_keys is null
        and first_events = return_events and first_event is not distinct from return_event;
    v_period constant text := 'date_trunc($3, e.created_at at time zone $4)::date';
    v_firsts constant text := ' from %s as e where e.unit is not null'
        || case when first_event is not null then ' and e.event_name = $8' else '' end;
    v_first_from constant text := format(v_firsts, first_events);
    v_starts text;
    v_masks text;
begin
    v_starts := case
        when by_keys is not null then format(
            'select distinct on (f.unit%1$s) f.unit, f.start, f.cohort, f.key
            from (
                select
                    e.unit,
                    e.created_at as start,
                    %2$s as cohort,
                    %3$s as key
                %4$s and e.created_at >= $1 and e.created_at < $2
            ) as f
            order by f.unit%1$s, f.start, f.key = '''', f.key collate "C"',
            case when is_recurring then ', f.cohort' else '' end,
            v_period, hardal_helpers.key_expression(by_keys), v_first_from
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
    v_starts := format(
        '%sstarts as materialized (
            select s.unit, s.start, s.cohort, s.key from (%s) as s%s
        ),

        series as (%s),

        ranked as (
            select s.unit, s.start, s.cohort, %s as rank from starts as s%s
        ),

        sizes as (
            select s.cohort, s.rank, count(*) as units from ranked as s group by 1, 2
        ),',
        case when not is_recurring then format(
            'known as (%s),',
            hardal_helpers.known_units(tenant, v_first_from, unit, '$1', is_of_any)
        ) end,
        v_starts,
        case
            when not is_recurring
                then ' where not exists (select from known as k where k.unit = s.unit)'
        end,
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
        case when by_keys is null then '1' else 'coalesce(v.rank, $11 + 1)' end,
        case
            when by_keys is not null
                then ' left join series as v on s.key = v.key and v.rank <= $11'
        end
    );

    v_masks := case
        when v_is_same then format(
            'masks as (
                select m.mask, count(*) as units
                from (%1$s) as m
                group by m.mask
            ),

            cohort_masks as (
                select c.starts_on as cohort, c.place, 1 as rank, m.mask >> 1 as mask, m.units
                from masks as m
                inner join periods as c on (m.mask >> c.place) & 1 = 1%2$s
            ),

            series as (select '''' as key, 1 as rank),

            sizes as (
                select m.cohort, m.rank, sum(m.units)::bigint as units
                from cohort_masks as m
                group by 1, 2
            ),',
            hardal_helpers.unit_masks(
                tenant,
                format(v_firsts, coalesce(client_events, first_events)),
                unit,
                'width_bucket(e.created_at, $12::timestamptz[])',
                -- where a unit is in many cohorts, it does not matter who was active before
                case when is_recurring then 'e.created_at >= $1 and ' else '' end
                || 'e.created_at < $2',
                case when is_of_any and not is_recurring then '$1' end
            ),
            -- no earlier period, and no time before the report
            case
                when not is_recurring then ' and m.mask & ((1::bigint << c.place) - 1) = 0'
            end
        )
        when v_is_masked then format(
            '%scohort_masks as (
                select m.cohort, c.place, m.rank, m.mask, count(*) as units
                from (
                    select
                        s.cohort,
                        s.rank,
                        bit_or(
                            1::bigint << (width_bucket(e.created_at, $12::timestamptz[]) - 1)
                        ) as mask
                    from %s as s
                    inner join %s as e on s.client = e.unit and s.start <= e.created_at
                    where e.created_at >= $1 and e.created_at < $2%s
                    group by s.unit, s.cohort, s.rank
                ) as m
                inner join periods as c on m.cohort = c.starts_on
                group by 1, 2, 3, 4
            ),',
            v_starts,
            case
                when unit = 'person' then format(
                    '(
                        select r.*, coalesce(i.client_id, r.unit) as client
                        from ranked as r
                        left join %I.identities as i on r.unit = i.person_id
                    )',
                    tenant
                )
                else '(select r.*, r.unit as client from ranked as r)'
            end,
            coalesce(client_events, return_events),
            case when return_event is not null then ' and e.event_name = $9' end
        )
    end;

    return concat(
        'with periods as (
            select p.starts_on::date as starts_on, p.place::int as place
            from generate_series($5, $6, $7) with ordinality as p (starts_on, place)
        ),',
        coalesce(
            v_masks || format(
                'cells as (
                    select
                        m.cohort, m.rank, p.starts_on, sum(m.units)::bigint as units,
                        null::numeric as amount
                    from cohort_masks as m
                    inner join periods as p on m.place <= p.place and %s
                    group by 1, 2, 3
                ),',
                case
                    when is_unbounded then '(m.mask >> (p.place - 1)) <> 0'
                    else '(m.mask >> (p.place - 1)) & 1 = 1'
                end
            ),
            v_starts || format(
                'returned as (
                    select s.cohort, s.rank, s.unit, %s as starts_on, %s as amount
                    from ranked as s
                    inner join %s as e on s.unit = e.unit and s.start <= e.created_at
                    where e.created_at >= $1 and e.created_at < $2%s
                    group by 1, 2, 3, 4
                    having count(*) >= $10
                ),

                exact_cells as (
                    select r.cohort, r.rank, r.starts_on, count(*) as units, sum(r.amount) as amount
                    from returned as r
                    group by 1, 2, 3
                ),

                cells as (%s),',
                v_period,
                format('sum(%s)', hardal_helpers.number_expression(number_keys)),
                return_events,
                case when return_event is not null then ' and e.event_name = $9' end,
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
                            where
                                l.cohort = p.cohort and l.rank = p.rank
                                and l.last_on >= p.starts_on
                        ) as l
                        cross join lateral (
                            select sum(x.amount) as amount
                            from exact_cells as x
                            where
                                x.cohort = p.cohort and x.rank = p.rank
                                and x.starts_on >= p.starts_on
                        ) as a'
                end
            )
        ),
        'report as (
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
    text, text, text, text, text, text, text, text[], text[], boolean, boolean, int, boolean, int,
    boolean
) is
'For retention: the text of its query';
grant execute on function hardal_helpers.retention_query(
    text, text, text, text, text, text, text, text[], text[], boolean, boolean, int, boolean, int,
    boolean
) to public;
