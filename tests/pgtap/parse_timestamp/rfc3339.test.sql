select plan(68);

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
    ('2024-10-06T12:34:56-1559', '2024-10-07 04:33:56.000000', 'an offset without a colon'),
    ('2024-10-06T12:34:56+03', '2024-10-06 09:34:56.000000', 'an offset of hours alone'),
    ('2024-10-06 12:34:56.5 -0300', '2024-10-06 15:34:56.500000', 'an offset after a space'),
    ('2024-10-06T12:34:56-00:00', '2024-10-06 12:34:56.000000', 'an offset of zero to the west'),
    ('2024-10-06 12:34:56 UTC', '2024-10-06 12:34:56.000000', 'UTC by its name'),
    ('2024-10-06T12:34:56.5 UTC', '2024-10-06 12:34:56.500000', 'UTC by its name after a fraction'),
    ('2024-10-06T12:34:56.1-03', '2024-10-06 15:34:56.100000', 'a short fraction and an offset'),
    ('2024-10-06T12:34:56.1234567Z', '2024-10-06 12:34:56.123456', 'a fraction is cut'),
    ('2024-10-06T12:34:56.1234565Z', '2024-10-06 12:34:56.123456', 'a half is cut'),
    ('2024-10-06T12:34:56.0000009Z', '2024-10-06 12:34:56.000000', 'a little is cut'),
    ('2024-10-06T12:34:56.123456789-03:00', '2024-10-06 15:34:56.123456',
     'a fraction before an offset is cut'),
    ('2024-10-06 12:34:56.999999999', '2024-10-06 12:34:56.999999',
     'a fraction without a zone is cut'),
    ('2024-10-06 12:34:56.999999999 UTC', '2024-10-06 12:34:56.999999',
     'a fraction before UTC is cut'),
    ('2025-12-31T23:59:59.9999999Z', '2025-12-31 23:59:59.999999', 'a year stays the year'),
    ('9999-12-31T23:59:59.9999999Z', '9999-12-31 23:59:59.999999', 'nor the year 10000'),
    ('1969-12-31T23:59:59.9999999Z', '1969-12-31 23:59:59.999999',
     'a time before 1970 is cut to the earlier microsecond too'),
    ('1970-01-01T00:00:00Z', '1970-01-01 00:00:00.000000', 'the epoch'),
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
    '-infinity', 'today', 'allballs', '2024-10-06 now', '1728218096', 'J2460590',
    '2024-10-06', '2024-10-06T12:34Z', '2024-10-06T12:34:56 Z', ' 2024-10-06T12:34:56Z',
    '2024-10-06T12:34:56Z ', '2024-10-06T12:34:56ZZ', '2024-10-06T12:34:56 UTCZ',
    '2024-10-06T12:34:56  +03:00', '2024-10-06T12:34:56 + 03', '2024-10-06T12:34:56+3',
    '2024-10-06T12:34:56+030', '2024-10-06T12:34:56+03:', '2024-10-06T12:34:56+03:60',
    '2024-10-06T12:34:56+1600', '2024-10-06T12:34:56 Europe/Istanbul', '2024-10-06T12:34:56.Z',
    '2024-10-06T12:34:56,5Z', '10000-01-01T00:00:00Z',
    '2024-10-06T24:00:00Z', '2024-10-06T23:59:60Z', '2024-13-01T00:00:00Z', '2024-00-01T00:00:00Z',
    '2023-02-29T00:00:00Z', '2024-04-31T00:00:00Z', '2024-10-00T00:00:00Z',
    '0000-01-01T00:00:00Z', '2024-10-06T12:34:56+16:00',
    '0044-03-15 12:00:00 BC', '20241006T123456Z', '2024-10-06T12:34:56.' || repeat('1', 1000) || 'Z'
]) as v;

select * from finish();
