-- Tells whether a number may print as far more characters than it has bytes: the 9 bytes 1e131071
-- print as 131 kB. Other numbers print in at most 82 characters. Only few numbers are wide, so the
-- checks that print something look at wide numbers one by one. The function prints nothing: scale()
-- counts the digits after the point, trailing zeros too. It is inlined where it is called.
create or replace function hardal_private.is_wide_number(value numeric)
returns boolean
language sql
immutable
parallel safe
return abs(value) >= 1e40 or scale(value) > 40;

comment on function hardal_private.is_wide_number(numeric) is
'Whether a number has 1e40 or more in magnitude, or more than 40 digits after the point';
