-- Returns the text of a query that counts a trend's events live, for trend_query: how many events
-- each name, value, period and item has.
--
-- - events is the text of report_events, and names tells how many event names there are. by_keys
--   and number_keys are the keys of the property that breaks the trend down, and of the numbers
--   that are measured; null where there is none.
-- - A key stands for a value, and the empty key for none, so that null equals null in a join.
-- - The item is what must not be counted twice: the unit for the measure units, the number for
--   percentiles, nothing otherwise.
-- - A period is its number, from 1 on. Of days, weeks and months the number is found among the
--   beginnings, which is faster than to calculate the local time of each event. Hours need the
--   local time: an hour that comes twice is one period, and others can lie between its two parts.
create or replace function hardal_helpers.trend_items(
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
    v_key constant text := hardal_helpers.key_expression(by_keys);
    v_number constant text := hardal_helpers.number_expression(number_keys);
begin
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
            ')

            select
                e.is_before,
                e.place,
                e.key,
                e.period,
                %s as item,
                count(*) as events%s
            from live as e
            group by 5, 3, 4, 2, 1',
            case
                when measure = 'units' then 'e.unit'
                when measure like 'p__' then 'e.number'
                else 'null::text'
            end,
            -- each costs time for each event
            case
                when measure in ('sum', 'avg', 'min', 'max') then
                    ', count(e.number) as numbers, sum(e.number) as total, '
                    'min(e.number) as least, max(e.number) as most'
            end
        )
    );
end
$$;

comment on function hardal_helpers.trend_items(
    text, int, text, text[], text[], boolean, boolean
) is
'For trend: the text of a query that counts its events live, by name, value, period and item';
grant execute on function hardal_helpers.trend_items(
    text, int, text, text[], text[], boolean, boolean
) to public;
