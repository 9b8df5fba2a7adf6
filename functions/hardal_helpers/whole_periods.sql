-- Returns the whole periods (day, week, month) of a report: the beginning of the first and of the
-- last one as local times, and the instants at which the first one begins and the last one ends.
-- The first one is the period that since lies in, the last one is that of the last instant before
-- until. Without since there are `periods` of them, without until the last one is the current one.
-- Where until is not after since there are none: then the last one lies before the first one.
create or replace function hardal_helpers.whole_periods(
    period text, since text, until text, time_zone text, periods int
)
returns table (first_at timestamp, last_at timestamp, starts timestamptz, ends timestamptz)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_step interval;
    v_since timestamptz;
    v_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        period in ('day', 'week', 'month'),
        format('there is no period %L', period),
        'day, week or month'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(time_zone),
        format('there is no time zone %L', time_zone),
        'such as UTC or Europe/Istanbul'
    );
    v_step := ('1 ' || period)::interval;
    v_since := hardal_helpers.moment(since, time_zone);
    v_until := hardal_helpers.moment(until, time_zone);
    perform hardal_helpers.require_argument(
        isfinite(coalesce(v_since, now())) and isfinite(coalesce(v_until, now())),
        'since and until are no infinity',
        'leave them out'
    );
    last_at := date_trunc(
        period,
        hardal_helpers.within_calendar(v_until - interval '1 microsecond', now())
        at time zone time_zone
    );
    first_at := case
        when v_since is null then last_at - (periods - 1) * v_step
        else date_trunc(
            period, hardal_helpers.within_calendar(v_since, now()) at time zone time_zone
        )
    end;
    if v_since >= v_until then
        last_at := first_at - v_step;
    end if;
    perform hardal_helpers.require_argument(
        first_at + 1000 * v_step > last_at,
        format('there are more than 1000 periods since %s', since),
        'a later since, or longer periods'
    );
    starts := hardal_helpers.day_start(first_at::date, time_zone);
    ends := hardal_helpers.day_start((last_at + v_step)::date, time_zone);
    return next;
end
$$;

comment on function hardal_helpers.whole_periods(text, text, text, text, int) is
'For the reports: the first and the last of the whole periods from since to until, and the '
'instants between which they lie; PT400 for a wrong argument and for more than 1000 periods';
grant execute on function hardal_helpers.whole_periods(text, text, text, text, int) to public;
