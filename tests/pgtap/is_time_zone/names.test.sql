select plan(2);

select is(
    array_agg(name order by place), null, 'the name of a zone is one, however it is written'
)
from unnest(array[
    'UTC', 'utc', 'Europe/Istanbul', 'europe/istanbul', 'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince', 'Etc/GMT+12', 'Etc/GMT-14', 'GMT0', 'GMT', 'EST5EDT', 'Zulu', 'CET'
]) with ordinality as z (name, place)
where not hardal_helpers.is_time_zone(name);

-- PostgreSQL takes these by POSIX, where + means west
select is(array_agg(name order by place), null, 'an offset is no name of a zone')
from unnest(array[
    '+03', '-03', '+03:00', '3', '03:00', 'UTC+3', 'UTC-3', 'GMT+3', 'foo+3', '<+03>-3', 'Z+1',
    'foo', '', ' ', 'Europe/Nowhere', 'Europe/Istanbul+3', 'localtime+1'
]) with ordinality as z (name, place)
where hardal_helpers.is_time_zone(name);

select * from finish();
