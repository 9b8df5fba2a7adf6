-- A time as INGEST takes it: RFC 3339, T or a space between, Z or an offset or neither (UTC).
-- Null for all else, never an error: PostgreSQL itself would take now, infinity, BC, 24:00 and second 60, and
-- would raise on the 30th of February. Offsets end at 15:59, as PostgreSQL's do.
create or replace function hardal_private.parse_timestamp(value text)
returns timestamptz
language sql
stable
parallel safe
return case
    -- the shape, with every part in its range but the day of a short month
    when
        value !~ '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,100})?([Zz]|[+-](0\d|1[0-5]):[0-5]\d)?$'
        then null
    when
        substr(value, 9, 2) > '28'
        and substr(value, 9, 2)::int > extract(
            day from make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, 1) + interval '1 month - 1 day'
        ) then null
    when value ~ '([Zz]|[+-]\d\d:\d\d)$' then value::timestamptz
    else (value || 'Z')::timestamptz
end;

comment on function hardal_private.parse_timestamp(text) is
'The time that an RFC 3339 date and time names, UTC where it names no zone; null where it is not one';
