-- Reads a time in the form of docs/ingest.md: RFC 3339, with T or a space between date and time,
-- then Z, an offset, or neither (UTC).
-- Returns null for every other text and never raises an error. A cast would take now, infinity, BC,
-- 24:00 and second 60, and would raise an error for the 30th of February. Offsets end at 15:59, as
-- PostgreSQL's do.
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
            '(?:\.[0-9]+)?(?:[Zz]|[+-][0-9][0-9]:[0-5][0-9])?$'
        )
        or left(value, 4) = '0000'
        or substr(value, 6, 2) not between '01' and '12'
        or substr(value, 9, 2) not between '01' and '31'
        or substr(value, 12, 2) > '23'
        or length(value) > 126 -- PostgreSQL reads no longer text as a time
        then null
    when
        substr(value, 9, 2) > '28'
        and substr(value, 9, 2)::int > extract(
            day from
            make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, 1)
            + interval '1 month - 1 day'
        ) then null
    when right(value, 1) in ('Z', 'z') then value::timestamptz
    when substr(right(value, 6), 1, 1) in ('+', '-')
        then
            case when substr(right(value, 6), 2, 2) < '16' then value::timestamptz end
    else (value || 'Z')::timestamptz
end;

comment on function hardal_private.parse_timestamp(text) is
'The time that an RFC 3339 date and time names, UTC where it names no zone; '
'null for any other text';
