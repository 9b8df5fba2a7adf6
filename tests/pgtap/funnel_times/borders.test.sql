select plan(7);

-- for each time, in seconds, a client that takes so long from a to b
create function pg_temp.send(name text, variadic seconds numeric[]) returns void
language sql as $$
    select template__store.ingest((
        select jsonb_agg(jsonb_build_object(
            'event_name', e.event_name,
            'client_id', send.name || s.place,
            'created_at', timestamptz '2024-10-20 00:00:00+00' + make_interval(secs => e.after)
        ))
        from unnest(send.seconds) with ordinality as s (after, place)
        cross join lateral (
            values (send.name || ' a', 0::double precision), (send.name || ' b', s.after)
        ) as e (event_name, after)
    ))
$$;
-- the buckets that have units, each as [from, to): units
create function pg_temp.buckets(name text, buckets int) returns text language sql as $$
    select string_agg(
        format('%s-%s: %s', t.from_seconds, t.to_seconds, t.units), ', ' order by t.from_seconds
    )
    from template.funnel_times(
        array[buckets.name || ' a', buckets.name || ' b'], since => '2024-10-20',
        until => '2024-10-21', buckets => buckets.buckets
    ) as t
    where t.units > 0
$$;

select pg_temp.send('half', 10, 5) is null;
select is(
    pg_temp.buckets('half', 58), '5-5.172413793103448: 1, 9.827586206896552-10: 1',
    'a time on a border is in the bucket that begins there, and the longest one in the last bucket'
);
select is(pg_temp.buckets('half', 2), '5-10: 2', 'of two buckets');
select is(pg_temp.buckets('half', 1), '0-10: 2', 'of one');
select pg_temp.send('twentieths', variadic array(
    select 44 * n / 20.0 from generate_series(0, 20) as n
)) is null;
select is(
    (
        select string_agg(t.units::text, ' ' order by t.from_seconds)
        from template.funnel_times(
            '{twentieths a,twentieths b}', since => '2024-10-20', until => '2024-10-21'
        ) as t
    ),
    repeat('1 ', 19) || '2',
    'a time on each border'
);
select pg_temp.send('together', 0, 0) is null;
select is(pg_temp.buckets('together', 2), '0-5e-07: 2', 'times of zero');
select pg_temp.send('least', 0, 0.000001) is null;
select is(
    pg_temp.buckets('least', 1000), '0-1e-09: 1, 9.99e-07-1e-06: 1',
    'more buckets than microseconds'
);
select pg_temp.send('years', 10, 86400 * 365) is null;
select is(
    (
        select string_agg(format('%s-%s: %s', t.from_seconds, t.to_seconds, t.units), ', ')
        from template.funnel_times(
            '{years a,years b}', within => '100 years', since => '2024-10-20',
            until => '2024-10-21', buckets => 1000
        ) as t
        where t.units > 0
    ),
    '0-31536: 1, 31504464-31536000: 1',
    'a year'
);
