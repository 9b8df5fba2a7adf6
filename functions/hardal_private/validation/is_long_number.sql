-- Tells whether a number breaks the rule for numbers: it prints in at most 400 characters. Every
-- finite double does; the smallest, 5e-324, prints in 326. The rule stands here alone.
-- The number is printed only where it has at most 400 digits before and after the point. The
-- function is inlined where it is called.
create or replace function hardal_private.is_long_number(value numeric)
returns boolean
language sql
immutable
parallel safe
return hardal_private.is_wide_number(value)
and (abs(value) >= 1e400 or scale(value) > 400 or length(value::text) > 400);

comment on function hardal_private.is_long_number(numeric) is
'Whether a number prints in more than 400 characters';
