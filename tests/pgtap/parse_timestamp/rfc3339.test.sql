select plan(34);

-- the zone and the date style of the connection must not matter
set local timezone = 'America/New_York';
set local datestyle = 'SQL, DMY';

create function pg_temp.utc(value text) returns text language sql as $$
    select to_char(
        hardal_private.parse_timestamp(value) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'
    )
$$;

select is(pg_temp.utc(value), expected, description)
from (values
    ('2024-10-06T12:34:56Z', '2024-10-06 12:34:56.000000', 'the example of the contract'),
    ('2024-10-06 12:34:56', '2024-10-06 12:34:56.000000', 'a space, and UTC without a zone'),
    ('2024-10-06t12:34:56z', '2024-10-06 12:34:56.000000', 'small letters'),
    ('2024-10-06T12:34:56+05:30', '2024-10-06 07:04:56.000000', 'an offset to the east'),
    ('2024-10-06T12:34:56-15:59', '2024-10-07 04:33:56.000000', 'the largest offset to the west'),
    ('2024-10-06T12:34:56.1234567Z', '2024-10-06 12:34:56.123457', 'a fraction is rounded'),
    ('2024-10-06T23:59:59.9999999Z', '2024-10-07 00:00:00.000000', 'rounding reaches the next day'),
    ('2024-02-29T00:00:00Z', '2024-02-29 00:00:00.000000', 'a leap day'),
    ('0001-01-01T00:00:00Z', '0001-01-01 00:00:00.000000', 'the first year'),
    ('9999-12-31T23:59:59Z', '9999-12-31 23:59:59.000000', 'the last year'),
    ('2024-10-06T12:34:56.' || repeat('1', 100) || 'Z', '2024-10-06 12:34:56.111111',
     'a fraction of 100 digits'),
    -- 01:30 happens twice in New York on that day
    ('2024-11-03T01:30:00', '2024-11-03 01:30:00.000000',
     'no zone is UTC, not the zone of the connection')
) as c (value, expected, description);

select is(hardal_private.parse_timestamp(v), null, 'not a time: ' || left(v, 40))
from unnest(array[
    '', 'now', 'infinity', 'epoch', 'tomorrow',
    '2024-10-06', '2024-10-06T12:34Z', '2024-10-06T12:34:56 Z', ' 2024-10-06T12:34:56Z',
    '2024-10-06T24:00:00Z', '2024-10-06T23:59:60Z', '2024-13-01T00:00:00Z', '2024-00-01T00:00:00Z',
    '2023-02-29T00:00:00Z', '2024-04-31T00:00:00Z', '2024-10-00T00:00:00Z',
    '0000-01-01T00:00:00Z', '2024-10-06T12:34:56+0530', '2024-10-06T12:34:56+16:00',
    '0044-03-15 12:00:00 BC', '20241006T123456Z', '2024-10-06T12:34:56.' || repeat('1', 1000) || 'Z'
]) as v;

select * from finish();
