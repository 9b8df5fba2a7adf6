-- Returns the text of trend's query for all that is not read from daily_activity: by a property, by
-- another unit than the client, with a filter or a cohort, or a measure of numbers.
--
-- items is the text of a query that counts what is asked for by name, value, period and item:
-- trend_items, or metric_items. has_values tells whether a property breaks the trend down.
--
-- The query's parameters: $1 event names, $2 and $3 the span, $4 and $5 the span before, $6 the
-- beginnings of the periods as instants, $7 those of the span before, $8 max_values, $9 how far
-- back the span before lies, $10 and $11 the first and the last period, $12 the length of a period,
-- $13 the time zone.
--
-- Outline of the query:
-- - by_item: the items.
-- - series: the values with the most events, by rank. The first of the others stands for all of
--   them.
-- - ranked: by_item with the rank in the place of the value. A unit of several values is one unit
--   of the others.
-- - counted: the measure of each series and period.
create or replace function hardal_helpers.trend_query(
    items text, measure text, has_values boolean, compare boolean
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_percentile constant boolean := measure like 'p__';
    v_adds_numbers constant boolean := measure in ('sum', 'avg', 'min', 'max');
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
        'with by_item as materialized (',
        items,
        '),',
        case
            when not has_values then '
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

comment on function hardal_helpers.trend_query(text, text, boolean, boolean) is
'For trend: the text of its query of all that it does not read from daily_activity';
grant execute on function hardal_helpers.trend_query(text, text, boolean, boolean) to public;
