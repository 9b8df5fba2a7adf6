-- Reads a time in the form of docs/ingest.md: an RFC 3339 date and time, with T or a space between
-- them, then Z, " UTC", an offset (+03:00, +0300 or +03, also after a space), or no zone, which
-- means UTC.
-- Returns null for every other text and never raises an error. A cast would take now, infinity, BC,
-- 24:00 and second 60, and would raise an error for the 30th of February. Offsets end at 15:59, as
-- PostgreSQL's do. A cast would also round a fraction, perhaps into the next year: digits after the
-- microseconds are cut off before it.
-- Ingest calls it for each event, so it must be fast. One regular expression checks the shape,
-- without capturing groups and counts. Comparisons of text check the ranges.
create or replace function hardal_private.parse_timestamp(value text)
returns timestamptz
language sql
stable
parallel safe
return case
    when
        value !~ (
            '^[0-9]{4}-[0-9][0-9]-[0-9][0-9][Tt ][0-9][0-9]:[0-5][0-9]:[0-5][0-9]'
            '(?:\.[0-9]+)?(?:[Zz]| UTC| ?[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)?$'
        )
        or left(value, 4) = '0000'
        or substr(value, 6, 2) not between '01' and '12'
        or substr(value, 9, 2) not between '01' and '31'
        or substr(value, 12, 2) > '23'
        or length(value) > 126
        then null
    when
        substr(value, 9, 2) > '28'
        and substr(value, 9, 2)::int > extract(
            day from
            make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, 1)
            + interval '1 month - 1 day'
        ) then null
    when right(value, 1) in ('Z', 'z') or substr(value, 20) ~ '[+-]'
        then hardal_private.cut_fraction(value)::timestamptz
    else (rtrim(hardal_private.cut_fraction(value), ' UTC') || 'Z')::timestamptz
end;

comment on function hardal_private.parse_timestamp(text) is
'The time that an RFC 3339 date and time of at most 126 characters names, cut to microseconds, '
'UTC where it names no zone; null for any other text';
