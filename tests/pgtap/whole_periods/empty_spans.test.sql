select plan(7);

-- the days of a week, each with events
select template__store.ingest((
    select jsonb_agg(jsonb_build_object(
        'event_name', 'a', 'client_id', 'c' || d.day, 'created_at',
        timestamptz '2024-10-14 12:00:00+00' + make_interval(days => d.day)
    ))
    from generate_series(0, 6) as d (day)
)) is null;
-- the bounds that span no time: the same instant, and since after until by a day and by an hour
create temp view bounds as
select d.day::text as since, u.until::text as until
from generate_series(timestamp '2024-10-14', '2024-10-20', '1 day') as d (day)
cross join lateral (
    values (d.day), (d.day - interval '1 day'), (d.day - interval '1 hour')
) as u (until)
union all
select '2024-10-17 12:00', '2024-10-17 11:00';

select is_empty(
    $$ select b, w
       from bounds as b
       cross join unnest(array['day', 'week', 'month']) as p (period)
       cross join unnest(array['UTC', 'Europe/Istanbul', 'America/New_York']) as z (zone)
       cross join hardal_helpers.whole_periods(p.period, b.since, b.until, z.zone, 8) as w
       where w.first_at <= w.last_at or w.starts < w.ends $$,
    'a span without time has no period'
);
select is_empty(
    $$ select b, r from bounds as b
       cross join template.lifecycle(since => b.since, until => b.until) as r $$,
    'so lifecycle has no rows'
);
select is_empty(
    $$ select b, r from bounds as b
       cross join template.stickiness(since => b.since, until => b.until) as r $$,
    'nor has stickiness'
);
select is_empty(
    $$ select b, r from bounds as b
       cross join template.retention('a', 'a', since => b.since, until => b.until, mean => true)
           as r $$,
    'nor has retention'
);
select is_empty(
    $$ select b, r from bounds as b
       cross join template.retention(
           'a', 'a', since => b.since, until => b.until, at_least => 2, recurrence => 'recurring',
           mode => 'unbounded'
       ) as r $$,
    'also of several return events'
);
select results_eq(
    $$ select r.starts_on::text, r.new_units
       from template.lifecycle(
           since => '2024-10-16', until => '2024-10-16 00:00:00.000001'
       ) as r $$,
    $$ values ('2024-10-14', 7::bigint) $$,
    'a span of a microsecond has its whole week'
);
select is_empty(
    $$ select w
       from hardal_helpers.whole_periods('week', '9999-12-31', '9999-12-31', 'UTC', 8) as w
       where w.first_at <= w.last_at
       union all
       select w
       from hardal_helpers.whole_periods('month', '0001-01-01', '0001-01-01', 'UTC', 8) as w
       where w.first_at <= w.last_at $$,
    'nor has a span at the ends of the calendar'
);
