-- Returns a number of units after 1970 as an RFC 3339 time in UTC, cut to microseconds. A value
-- that is no number (units is null), or lies beyond the years 1 to 9999, stays as it is: the rules
-- reject it. The function is inlined where its arguments are columns.
-- hardal_admin/mappings/parts.py has the same rule for imports.
create or replace function hardal_private.from_epoch(value jsonb, units numeric, per_second int)
returns jsonb
language sql
stable
parallel safe
return case
    when units between -62135596800 * per_second::bigint and 253402300799 * per_second::bigint
        then to_jsonb(
            to_char(
                timestamp '1970-01-01'
                + trunc(units * (1000000 / per_second))::bigint * interval '1 microsecond',
                'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
            )
        )
    else value
end;

comment on function hardal_private.from_epoch(jsonb, numeric, int) is
'A number of seconds (per_second is 1) or milliseconds (1000) after 1970, as epoch_units reads it, '
'as an RFC 3339 time; every other value as it is';
