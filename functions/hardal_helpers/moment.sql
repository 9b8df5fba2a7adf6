-- Reads a bound of a report, as its caller wrote it, as an instant. A date, and a time without a
-- zone, are those of the report's time zone, whatever zone the session has. A time with a zone is
-- an instant already. The settings of this function keep the session's zone and DateStyle out: of
-- dates with the year last, 10/09/2026, none is taken.
create or replace function hardal_helpers.moment(value text, time_zone text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
as $$
declare
    v_text text := btrim(moment.value);
    v_word text;
    v_instant timestamptz;
    v_local timestamp;
begin
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(moment.time_zone),
        format('there is no time zone %L', moment.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    -- a word is a day of this zone, alone and with a time: today, today 12:00
    v_word := (regexp_match(v_text, '(?<![a-z])(yesterday|today|tomorrow)(?![a-z])', 'i'))[1];
    if v_word is not null then
        v_text := (
            (now() at time zone moment.time_zone)::date
            + case lower(v_word) when 'yesterday' then -1 when 'today' then 0 else 1 end
        )::text || ' ' || replace(v_text, v_word, '');
    end if;
    if v_text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2} *[+-][0-9]{2}(:?[0-9]{2}){0,2}$' then
        -- a java.sql.Date: the driver adds the zone of its own machine to the day
        v_text := left(v_text, 10);
    end if;
    v_instant := v_text::timestamptz;
    if v_instant not between '0001-01-02 00:00:00+00' and '9999-12-30 00:00:00+00' then
        return v_instant; -- an infinity, or beyond all events in every zone
    end if;
    perform set_config('timezone', 'Etc/GMT+12', true);
    if v_text::timestamptz = v_instant then
        return v_instant; -- the text says its zone, or needs none, as now does
    end if;
    v_local := v_text::timestamp;
    if v_local = date_trunc('day', v_local) then
        return hardal_helpers.day_start(v_local::date, moment.time_zone);
    end if;
    return v_local at time zone moment.time_zone;
exception when
    invalid_datetime_format or datetime_field_overflow or invalid_parameter_value
    or invalid_time_zone_displacement_value
then
    perform hardal_helpers.require_argument(
        false,
        format('%s is no date and no time', to_jsonb(left(moment.value, 80))),
        'such as 2024-10-01, 2024-10-01 12:00 or 2024-10-01T12:00:00+03:00'
    );
    return null;
end
$$;

comment on function hardal_helpers.moment(text, text) is
'For the reports: the instant of a date or time; without a zone of its own it is one of time_zone; '
'null for null; PT400 for any other text, and where there is no such time zone';
grant execute on function hardal_helpers.moment(text, text) to public;
