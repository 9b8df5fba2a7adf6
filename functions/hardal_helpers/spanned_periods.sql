-- Returns the periods (hour, day, week, month) of a report that counts exactly what lies between
-- since and until: the beginnings of the first and of the last one as local times, and the two
-- instants. Without since the report begins with the period of 30 days ago, without until it ends
-- with the current one. The 30 days are 720 hours: see since.
create or replace function hardal_helpers.spanned_periods(
    every text, since text, until text, time_zone text
)
returns table (first_at timestamp, last_at timestamp, starts timestamptz, ends timestamptz)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_step interval;
begin
    perform hardal_helpers.require_argument(
        every in ('hour', 'day', 'week', 'month'),
        format('there is no period %L', every),
        'hour, day, week or month'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(time_zone),
        format('there is no time zone %L', time_zone),
        'such as UTC or Europe/Istanbul'
    );
    v_step := ('1 ' || every)::interval;
    starts := hardal_helpers.within_calendar(
        hardal_helpers.moment(since, time_zone),
        hardal_helpers.local_instant(
            date_trunc(every, (now() - interval '720 hours') at time zone time_zone), time_zone
        )
    );
    ends := hardal_helpers.within_calendar(
        hardal_helpers.moment(until, time_zone),
        hardal_helpers.local_instant(
            date_trunc(every, now() at time zone time_zone) + v_step, time_zone
        )
    );
    first_at := date_trunc(every, starts at time zone time_zone);
    last_at := date_trunc(every, (ends - interval '1 microsecond') at time zone time_zone);
    perform hardal_helpers.require_argument(
        first_at + 1000 * v_step > last_at,
        format('there are more than 1000 periods between %s and %s', starts, ends),
        'a later since, an earlier until, or longer periods'
    );
    return next;
end
$$;

comment on function hardal_helpers.spanned_periods(text, text, text, text) is
'For the reports: the first and the last of the periods that since and until cut, and the two '
'instants; PT400 for a wrong argument and for more than 1000 periods';
grant execute on function hardal_helpers.spanned_periods(text, text, text, text) to public;
