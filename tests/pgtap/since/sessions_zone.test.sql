select plan(5);

-- A zone of the session whose clocks went forward 10 days ago, and go back in 20 days, whatever day
-- it is. In it one of the last 30 days had 23 hours.
select set_config(
    'timezone',
    format(
        'STD0DST,J%s/0,J%s/0',
        least(extract(doy from now() - interval '10 days'), 365),
        least(extract(doy from now() + interval '20 days'), 365)
    ),
    true
);
select isnt(
    now() - interval '30 days', now() - interval '720 hours', 'the session has a day of 23 hours'
);
select is(
    hardal_helpers.since(null, 'UTC'), now() - interval '720 hours',
    'the last 30 days are 720 hours, whatever zone the session has'
);
select is(
    (hardal_helpers.spanned_periods('hour', null, null, 'UTC')).starts,
    date_trunc('hour', now() - interval '720 hours', 'UTC'),
    'a trend of hours begins 720 hours ago'
);

-- on this day the clocks of New York go forward
set local timezone = 'America/New_York';
select template__store.ingest('[
    {"client_id": "c1", "event_name": "a", "created_at": "2024-03-10T00:10:00Z"},
    {"client_id": "c1", "event_name": "a", "created_at": "2024-03-10T12:00:00Z"}
]') is null;
select results_eq(
    $$ select t.starts_at::text, t.count
       from template.trend(
           '{a}', since => '2024-03-10T00:30:00Z', until => '2024-03-12T00:00:00Z'
       ) as t $$,
    $$ values ('2024-03-10 00:00:00', 1::bigint), ('2024-03-11 00:00:00', 0) $$,
    'a trend does not read a whole day of which it has a part'
);
select results_eq(
    $$ select t.count, t.previous
       from template.trend(
           '{a}', since => '2024-03-12T00:30:00Z', until => '2024-03-14T00:00:00Z', compare => true
       ) as t $$,
    $$ values (0::bigint, 1::bigint), (0, 0) $$,
    'and neither does the span before it'
);
