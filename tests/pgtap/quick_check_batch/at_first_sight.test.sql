select plan(33);

-- ingest sets this zone, and a time without a zone is UTC
set local timezone = 'UTC';

-- Events that pass are stored by casts that nothing guards. So quick_check_batch may be false for a
-- good batch, but never true for a bad one.
create function pg_temp.passes(variadic events text[]) returns boolean language sql as
$$ select hardal_private.quick_check_batch(jsonb_agg(e::jsonb)) from unnest(events) as e $$;

select is(pg_temp.passes(event), expected, left(event, 80))
from (values
    ('{}', true),
    ('5', true),
    ('{"id": null, "created_at": null}', true),
    ('{"event_name": "purchase", "id": "0192f0c1-2b3c-7DEF-8a9b-0c1d2e3f4a5b", '
     '"created_at": "2024-10-06T12:34:56.789Z", "properties": {"a": [1.5]}}', true),
    ('{"event_name": " a b ~ [x] "}', true),
    ('{"event_name": " "}', false),
    ('{"event_name": ""}', false),
    ('{"event_name": "a\"b"}', false),
    ('{"event_name": "a\\b"}', false),
    ('{"event_name": "a\u007f"}', false),
    ('{"event_name": "Kauf für"}', false),
    ('{"event_name": ["x"]}', false),
    ('{"event_name": null}', false),
    ('{"id": "0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5"}', false),
    ('{"id": "0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b\", '
     '\"0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b"}', false),
    ('{"id": ["0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b"]}', false),
    ('{"id": 5}', false),
    ('{"id": 1e131071}', false),
    ('{"created_at": "2024-10-06T12:34:56"}', true),
    ('{"created_at": "2024-10-06 12:34:56+00"}', true),
    ('{"created_at": "2024-10-06 12:34:56.789 UTC"}', true),
    ('{"created_at": "2024-10-06T12:34:56.789+0300"}', true),
    ('{"created_at": "2024-10-06T12:34:56 Z"}', false),
    ('{"created_at": "2024-10-06T24:00:00Z"}', false),
    ('{"created_at": "2024-10-06T12:34:60Z"}', false),
    ('{"created_at": "2024-10-06T12:34:56Z\n"}', false),
    ('{"created_at": "now"}', false),
    ('{"properties": {"a": 1e40}}', false),
    ('{"properties": {"a": 1e400}}', false)
) as c (event, expected);
select is(
    pg_temp.passes('{"id": null}', '{"id": "x"}', '{"id": null}'),
    false,
    'one bad event among good ones'
);
select is(
    hardal_private.quick_check_batch('[[{"id": "x"}]]'),
    false,
    'a value that is not an event is checked too'
);

create temp table times (value text, passes boolean);
insert into times
select v.value, pg_temp.passes(jsonb_build_object('created_at', v.value)::text)
from (
    select format('%s-%s-%sT12:34:56Z', y, to_char(m, 'FM00'), to_char(d, 'FM00'))
    from
        unnest('{0000,0999,1000,1900,2000,2023,2024,2999,3000}'::text[]) as y,
        generate_series(0, 13) as m,
        generate_series(0, 32) as d
    union all
    select format(
        '2024-10-06%s%s:%s:%s%s%s',
        t, to_char(h, 'FM00'), to_char(mi, 'FM00'), to_char(mi, 'FM00'), f, z
    )
    from
        unnest('{T," ",t,_}'::text[]) as t,
        unnest('{0,9,19,23,24,30}'::int[]) as h,
        unnest('{0,59,60}'::int[]) as mi,
        unnest(array['', '.', '.1', '.123456789', ',5']) as f,
        unnest(
            array['', 'Z', 'z', '+00:00', '-15:59', '+15:60', '+16:00', '+0000', '-03', ' UTC',
                  ' Z', ' BC']
        ) as z
) as v (value);
select is_empty(
    $$ select value from times
       where passes
         and hardal_private.parse_timestamp(value)
         is distinct from hardal_private.cut_fraction(value)::timestamptz $$,
    'a cast reads every time that passes, as parse_timestamp does'
);
select is_empty(
    $$ select value from times
       where not passes
         and hardal_private.parse_timestamp(value) between '1000-01-01Z' and '2999-12-31Z'
         and value !~ '-02-29T' $$,
    'every everyday time passes'
);

select * from finish();
