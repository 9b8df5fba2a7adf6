-- Returns the text of trend's query for all that it counts live: by a property, by another unit
-- than the client, with a filter or a cohort, or a measure of numbers.
--
-- events is the text of report_events, and names tells how many event names there are. by_keys and
-- number_keys are the keys of the property that breaks the trend down, and of the numbers that are
-- measured; null where there is none.
--
-- The query's parameters: $1 event names, $2 and $3 the span, $4 and $5 the span before, $6 the
-- beginnings of the periods as instants, $7 those of the span before, $8 max_values, $9 how far
-- back the span before lies, $10 and $11 the first and the last period, $12 the length of a period,
-- $13 the time zone.
--
-- A period is its number, from 1 on. Of days, weeks and months the number is found among the
-- beginnings, which is faster than to calculate the local time of each event. Hours need the local
-- time: an hour that comes twice is one period, and others can lie between its two parts.
--
-- Outline of the query:
-- - live: the events of both spans. A key stands for a value, and the empty key for none, so that
--   null equals null in a join.
-- - by_item: how many events each name, value, period and item has. The item is what must not be
--   counted twice: the unit for the measure units, the number for percentiles, nothing otherwise.
-- - series: the values with the most events, by rank. The first of the others stands for all of
--   them.
-- - ranked: by_item with the rank in the place of the value. A unit of several values is one unit
--   of the others.
-- - counted: the measure of each series and period.
create or replace function hardal_helpers.trend_query(
    events text,
    names int,
    measure text,
    by_keys text[],
    number_keys text[],
    compare boolean,
    by_hour boolean
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_percentile constant boolean := measure like 'p__';
    v_adds_numbers constant boolean := measure in ('sum', 'avg', 'min', 'max');
    v_key constant text := hardal_helpers.key_expression(by_keys);
    v_number constant text := hardal_helpers.number_expression(number_keys);
    v_span constant text :=
        'select %s as is_before, %s as period, e.unit, %s as place, '
        '%s as key, %s as number from %s as e '
        'where e.event_name = any ($1) and e.created_at >= %s and e.created_at < %s';
    v_hour constant text :=
        '1 + (extract(epoch from date_trunc(''hour'', e.created_at at time zone $13) + %s - $10) '
        '/ 3600)::int';
    v_place constant text := case
        when names = 1 then '1' else 'array_position($1, e.event_name)'
    end;
    v_count text;
    v_measured text;
begin
    v_count := case
        when measure = 'units' then 'count(c.item)'
        when measure = 'events' then 'sum(c.events)'
        when v_is_percentile then 'coalesce(sum(c.events) filter (where c.item is not null), 0)'
        else 'sum(c.numbers)'
    end;
    v_measured := case measure
        when 'events' then 'sum(c.events)'
        when 'units' then 'count(c.item)'
        when 'sum' then 'sum(c.total)'
        when 'avg' then 'sum(c.total) / nullif(sum(c.numbers), 0)'
        when 'min' then 'min(c.least)'
        when 'max' then 'max(c.most)'
        -- as percentile_cont, in numeric: place is the part of the way from the first number to the
        -- last one, and lies between the numbers that are counted up to it
        else format(
            'min(c.item) filter (where c.upto > floor(%1$s * (c.of - 1))) '
            '+ (min(c.item) filter (where c.upto > ceil(%1$s * (c.of - 1))) '
            '- min(c.item) filter (where c.upto > floor(%1$s * (c.of - 1)))) '
            '* max(%1$s * (c.of - 1) - floor(%1$s * (c.of - 1)))',
            (substr(measure, 2)::numeric / 100)::text
        )
    end;
    return concat(
        'with live as (',
        format(
            v_span,
            'false',
            case
                when by_hour then format(v_hour, '''0''')
                else 'width_bucket(e.created_at, $6::timestamptz[])'
            end,
            v_place, v_key, v_number, events, '$2', '$3'
        ),
        case
            when compare then
                ' union all ' || format(
                    v_span,
                    'true',
                    case
                        when by_hour then format(v_hour, '$9')
                        else 'width_bucket(e.created_at, $7::timestamptz[])'
                    end,
                    v_place, v_key, v_number, events, '$4', '$5'
                )
        end,
        format(
            '),

            by_item as materialized (
                select
                    e.is_before,
                    e.place,
                    e.key,
                    e.period,
                    %s as item,
                    count(*) as events%s
                from live as e
                group by 5, 3, 4, 2, 1
            ),',
            case
                when measure = 'units' then 'e.unit'
                when v_is_percentile then 'e.number'
                else 'null::text'
            end,
            -- each costs time for each event
            case
                when v_adds_numbers then
                    ', count(e.number) as numbers, sum(e.number) as total, '
                    'min(e.number) as least, max(e.number) as most'
            end
        ),
        case
            when by_keys is null then '
            series as (
                select n.place, '''' as key, 1 as rank
                from unnest($1) with ordinality as n (name, place)
            ),'
            else '
            series as (
                select r.place, r.key, r.rank
                from (
                    select
                        c.place,
                        c.key,
                        row_number() over (
                            partition by c.place
                            order by
                                coalesce(sum(c.events) filter (where not c.is_before), 0) desc,
                                sum(c.events) desc,
                                c.key = '''' asc,
                                c.key collate "C" asc
                        ) as rank
                    from by_item as c
                    group by c.place, c.key
                ) as r
                where r.rank <= $8 + 1
                -- all of them: the limit tells the planner that they are few, so that it joins by
                -- a hash
                limit cardinality($1) * ($8 + 1)
            ),'
        end,
        '
            ranked as (
                select
                    b.is_before,
                    b.place,
                    coalesce(s.rank, $8 + 1) as rank,
                    b.period,
                    b.item,
                    sum(b.events) as events',
        case
            when v_adds_numbers then
                ', sum(b.numbers) as numbers, sum(b.total) as total, '
                'min(b.least) as least, max(b.most) as most'
        end,
        '
                from by_item as b
                left join series as s on b.place = s.place and b.key = s.key and s.rank <= $8
                group by 5, 4, 3, 2, 1
            ),

            counted as (
                select
                    c.is_before,
                    c.place,
                    c.rank,
                    c.period,
                    ',
        v_count, ' as count, ', v_measured, ' as measured',
        case
            when v_is_percentile then '
                from (
                    select
                        r.*,
                        sum(r.events) filter (where r.item is not null) over (w order by r.item)
                            as upto,
                        sum(r.events) filter (where r.item is not null) over w as of
                    from ranked as r
                    window w as (partition by r.is_before, r.place, r.rank, r.period)
                ) as c'
            else ' from ranked as c'
        end,
        '
                group by c.is_before, c.place, c.rank, c.period
            )

            select
                p.starts_at,
                n.name,
                case when s.rank <= $8 and s.key <> '''' then substr(s.key, 2) end,
                s.rank > $8,
                coalesce(c.count, 0)::bigint,',
        case when compare then 'coalesce(b.count, 0)' else 'null' end,
        '::bigint, ',
        case
            when measure in ('events', 'units', 'sum') then 'coalesce(c.measured, 0)'
            else 'c.measured'
        end,
        '::numeric, ',
        case
            when not compare then 'null'
            when measure in ('events', 'units', 'sum') then 'coalesce(b.measured, 0)'
            else 'b.measured'
        end,
        '::numeric
            from unnest($1) with ordinality as n (name, place)
            inner join series as s on n.place = s.place
            cross join generate_series($10, $11, $12) with ordinality as p (starts_at, period)
            left join counted as c
                on not c.is_before
                and s.place = c.place and s.rank = c.rank and p.period = c.period
            left join counted as b
                on b.is_before
                and s.place = b.place and s.rank = b.rank and p.period = b.period
            order by n.place, s.rank, p.starts_at'
    );
end
$$;

comment on function hardal_helpers.trend_query(
    text, int, text, text[], text[], boolean, boolean
) is
'For trend: the text of its query of all that it counts live';
grant execute on function hardal_helpers.trend_query(
    text, int, text, text[], text[], boolean, boolean
) to public;
