-- Returns a number of units after 1970 as an RFC 3339 time in UTC, cut to microseconds. A value
-- that is no number, or lies beyond the years 1 to 9999, stays as it is: the rules reject it. units
-- is the text of the value, for a caller that has it already.
-- hardal_admin/mappings/parts.py has the same rule for imports.
create or replace function hardal_private.from_epoch(value jsonb, units text, per_second int)
returns jsonb
language sql
stable
parallel safe
return case
    when units !~ '^-?[0-9]{1,15}(?:\.[0-9]{1,40})?$' then value
    when units::numeric / per_second between -62135596800 and 253402300799
        then to_jsonb(
            to_char(
                timestamp '1970-01-01'
                + trunc(units::numeric * 1000000 / per_second)::bigint * interval '1 microsecond',
                'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
            )
        )
    else value
end;

comment on function hardal_private.from_epoch(jsonb, text, int) is
'A number of seconds (per_second is 1) or milliseconds (1000) after 1970, of this text, as an '
'RFC 3339 time; every other value as it is';
