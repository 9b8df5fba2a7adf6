-- Returns the periods (hour, day, week, month) of a time zone that have a part of [since, until),
-- each with the instants between which it lies, cut at since and until, for the reports. A report
-- that counts each period by such bounds reads them from an index, and does not calculate the
-- period of each event.
--
-- Hours are found by steps of 15 minutes, because clocks change by multiples of 15 minutes. Where
-- clocks are put back by more than an hour, the parts of an hour lie apart (is_split): then other
-- hours lie between them. An hour that clocks skip is not returned.
create or replace function hardal_helpers.period_spans(
    period text, since timestamptz, until timestamptz, time_zone text
)
returns table (starts_at timestamp, starts timestamptz, ends timestamptz, is_split boolean)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_step constant interval := ('1 ' || period_spans.period)::interval;
begin
    if period_spans.since >= period_spans.until then
        return;
    end if;
    if period_spans.period = 'hour' then
        return query
        select
            h.hour,
            greatest(min(h.step), period_spans.since),
            least(max(h.step) + interval '15 minutes', period_spans.until),
            max(h.step) - min(h.step) <> (count(*) - 1) * interval '15 minutes'
        from (
            select
                s.step,
                date_trunc('hour', s.step at time zone period_spans.time_zone) as hour
            from generate_series(
                date_bin('15 minutes', period_spans.since, '2000-01-01 00:00:00+00'),
                period_spans.until - interval '1 microsecond',
                interval '15 minutes'
            ) as s (step)
        ) as h
        group by h.hour;
        return;
    end if;
    return query
    select
        p.starts_at,
        greatest(
            hardal_helpers.day_start(p.starts_at::date, period_spans.time_zone),
            period_spans.since
        ),
        least(
            hardal_helpers.day_start((p.starts_at + v_step)::date, period_spans.time_zone),
            period_spans.until
        ),
        false
    from generate_series(
        date_trunc(period_spans.period, period_spans.since at time zone period_spans.time_zone),
        (period_spans.until - interval '1 microsecond') at time zone period_spans.time_zone,
        v_step
    ) as p (starts_at);
end
$$;

comment on function hardal_helpers.period_spans(text, timestamptz, timestamptz, text) is
'For the reports: the periods of a time zone between two instants, each with its own bounds';
grant execute on function hardal_helpers.period_spans(text, timestamptz, timestamptz, text)
to public;
