-- Tells whether a number breaks the rule for numbers: below 1e40 in magnitude, at most 40 digits
-- after the point. The rule stands here alone. The function is inlined where it is called.
create or replace function hardal_private.is_long_number(value numeric)
returns boolean
language sql
immutable
parallel safe
return abs(value) >= 1e40 or scale(value) > 40;

comment on function hardal_private.is_long_number(numeric) is
'Whether a number has 1e40 or more in magnitude, or more than 40 digits after the point';
