-- Returns the SQL text of a bound of a cohort's condition: since or until. The bound is a date or a
-- time (2024-10-01), or how long ago it is (30 days). The latter is reckoned whenever the cohort is
-- read: days, weeks, months and years by the calendar of time_zone, which no setting of the reader
-- moves. Words such as today are refused: they would mean the day on which the cohort was made.
create or replace function hardal_private.cohort_instant(bound text, value jsonb, time_zone text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_text constant text := btrim(value #>> '{}');
    v_instant timestamptz;
begin
    if value is null or value = 'null' then
        return null;
    end if;
    if v_text ~ '^[0-9]{1,6} (minute|hour|day|week|month|year)s?$' then
        perform hardal_helpers.require_argument(
            v_text::interval between interval '1 minute' and interval '100 years',
            format('%s is not between a minute and 100 years', bound),
            'such as 30 days'
        );
        return case
            when v_text ~ '(minute|hour)' then format('(now() - %L::interval)', v_text)
            else format(
                '((now() at time zone %1$L - %2$L::interval) at time zone %1$L)',
                time_zone,
                v_text
            )
        end;
    end if;
    perform hardal_helpers.require_argument(
        jsonb_typeof(value) = 'string' and v_text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}',
        format('%s is %s', bound, left(value::text, 80)),
        'write a date or a time, such as "2024-10-01", or how long ago it is, such as "30 days"'
    );
    v_instant := hardal_helpers.within_calendar(
        hardal_helpers.moment(v_text, time_zone), '-infinity'
    );
    return format(
        '%L::timestamptz',
        to_char(v_instant at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'
    );
end
$$;

comment on function hardal_private.cohort_instant(text, jsonb, text) is
'The SQL text of a bound of a cohort''s condition, a date, a time or how long ago; null for null; '
'PT400 for anything else';
