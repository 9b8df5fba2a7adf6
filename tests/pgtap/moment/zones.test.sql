select plan(40);

-- what the function makes of a text, in each of these sessions' time zones
create function pg_temp.moment(value text, zone text)
returns timestamptz language plpgsql as $$
declare
    v_moments timestamptz[];
    v_session text;
begin
    foreach v_session in array array['UTC', 'Europe/Istanbul', 'America/Havana', '<+14>-14'] loop
        perform set_config('timezone', v_session, true);
        v_moments := v_moments || hardal_helpers.moment(value, zone);
        if current_setting('timezone') <> v_session then
            raise 'the session''s time zone has changed';
        end if;
    end loop;
    if (select count(distinct m) from unnest(v_moments) as m) > 1 then
        raise 'it depends on the session: %', v_moments;
    end if;
    return v_moments[1];
end $$;

select is(
    pg_temp.moment(c.value, c.zone), c.moment::timestamptz, format('%s in %s', c.value, c.zone)
)
from (
    values
    ('2024-10-01', 'UTC', '2024-10-01 00:00Z'),
    ('2024-10-01', 'Europe/Istanbul', '2024-09-30 21:00Z'),
    ('2024-10-01 12:30', 'Europe/Istanbul', '2024-10-01 09:30Z'),
    ('2024-10-01T12:30:00.25', 'America/New_York', '2024-10-01 16:30:00.25Z'),
    ('2024-10-01T00:00:00Z', 'Europe/Istanbul', '2024-10-01 00:00Z'),
    ('2024-10-01Z', 'Europe/Istanbul', '2024-10-01 00:00Z'),
    ('2024-10-01T00:00:00+09:00', 'Europe/Istanbul', '2024-09-30 15:00Z'),
    ('2024-10-01 00:00 America/New_York', 'UTC', '2024-10-01 04:00Z'),
    ('20241001', 'Asia/Tokyo', '2024-09-30 15:00Z'),
    -- java.sql.Date, as the JDBC driver sends it
    ('2024-10-01 +03', 'UTC', '2024-10-01 00:00Z'),
    ('2024-10-01 +03', 'Asia/Tokyo', '2024-09-30 15:00Z'),
    ('2024-10-01-03:30', 'UTC', '2024-10-01 00:00Z'),
    -- java.sql.Timestamp, as the JDBC driver sends it
    ('2024-10-01 00:00:00+03', 'UTC', '2024-09-30 21:00Z'),
    -- the day begins with the first of its two midnights
    ('2025-11-02', 'America/Havana', '2025-11-02 04:00Z'),
    -- the clocks skip this midnight
    ('2024-03-10', 'America/Havana', '2024-03-10 05:00Z'),
    ('infinity', 'Asia/Tokyo', 'infinity'),
    ('-infinity', 'Asia/Tokyo', '-infinity'),
    ('4713-01-01 BC', 'Asia/Tokyo', '4713-01-01 00:00Z BC'),
    ('294276-12-31', 'Asia/Tokyo', '294276-12-31 00:00Z'),
    (null, 'UTC', null)
) as c (value, zone, moment);
select is(
    pg_temp.moment('now', 'Asia/Tokyo'), now(), 'now is the start of the transaction'
);
select is(
    pg_temp.moment(' Today ', 'Pacific/Kiritimati'),
    (now() at time zone 'Pacific/Kiritimati')::date::timestamp at time zone 'Pacific/Kiritimati',
    'today is the day of the report''s time zone'
);
select is(
    pg_temp.moment('tomorrow', 'UTC') - pg_temp.moment('yesterday', 'UTC'), interval '2 days',
    'tomorrow is two days after yesterday'
);
select is(
    pg_temp.moment(c.value, c.zone),
    (
        ((now() at time zone c.zone)::date + c.days)::timestamp + c.clock
    ) at time zone c.in_zone,
    format('%s in %s', c.value, c.zone)
)
from (
    values
    ('today 12:00', 'UTC', 0, interval '12:00', 'UTC'),
    ('Today 12:00', 'Pacific/Kiritimati', 0, '12:00', 'Pacific/Kiritimati'),
    ('yesterday 23:59:59.5', 'Asia/Tokyo', -1, '23:59:59.5', 'Asia/Tokyo'),
    ('06:00 tomorrow', 'Etc/GMT+11', 1, '06:00', 'Etc/GMT+11'),
    ('today 12:00Z', 'Pacific/Kiritimati', 0, '12:00', 'UTC'),
    ('TODAY 12:00 America/New_York', 'Asia/Tokyo', 0, '12:00', 'America/New_York'),
    ('today +03', 'Asia/Tokyo', 0, '00:00', 'Asia/Tokyo')
) as c (value, zone, days, clock, in_zone);
select throws_ok(
    format('select hardal_helpers.moment(%L, %L)', c.value, c.zone), 'PT400', null,
    format('%s in %s is refused', c.value, c.zone)
)
from (
    values
    ('soon', 'UTC'), ('', 'UTC'), ('2024-02-30', 'UTC'), ('2024-10-01 Mars/Olympus', 'UTC'),
    ('2024-10-01', 'Mars/Olympus'), (null, null), ('2024-10-01T00:00+99', 'UTC'),
    ('todays', 'UTC'), ('today tomorrow', 'UTC')
) as c (value, zone);
set local datestyle = 'SQL, DMY';
select throws_ok(
    $$ select hardal_helpers.moment('10/09/2026', 'UTC') $$, 'PT400', null,
    'a date that could be of September or of October is refused, whatever the session''s DateStyle'
);

select * from finish();
