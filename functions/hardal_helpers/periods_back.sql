-- Returns how far back the span before a span lies, for a report that compares: the fewest whole
-- periods (hour, day, week, month) by which the span can be moved back without meeting itself. So
-- the span before whole periods lies directly before them, and has as many of them. Times are
-- local. A day that a month lacks becomes the month's last.
create or replace function hardal_helpers.periods_back(
    since timestamp, until timestamp, period text
)
returns interval
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case periods_back.period
        when 'month' then make_interval(
            months => greatest(
                1,
                m.months + (
                    periods_back.until - make_interval(months => m.months) > periods_back.since
                )::int
            )
        )
        else greatest(
            1,
            ceil(
                extract(epoch from periods_back.until - periods_back.since)
                / extract(epoch from ('1 ' || periods_back.period)::interval)
            )
        )::int * ('1 ' || periods_back.period)::interval
    end
    from (
        select (
            12 * (date_part('year', periods_back.until) - date_part('year', periods_back.since))
            + date_part('month', periods_back.until) - date_part('month', periods_back.since)
        )::int as months
    ) as m
$$;

comment on function hardal_helpers.periods_back(timestamp, timestamp, text) is
'For the reports: the fewest whole periods by which a span of local times is moved back to end '
'before it begins';
grant execute on function hardal_helpers.periods_back(timestamp, timestamp, text) to public;
