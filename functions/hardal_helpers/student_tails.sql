-- Returns how likely a number of Student's t distribution, with these degrees of freedom, lies as
-- far from 0 as t, or farther, on either side: I_(df / (df + t^2))(df / 2, 1 / 2),
-- https://dlmf.nist.gov/8.17#E6 and Abramowitz and Stegun, 26.7.1.
create or replace function hardal_helpers.student_tails(
    t double precision, df double precision
)
returns double precision
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        -- near 0 the other form keeps the digits
        when student_tails.t ^ 2 < student_tails.df then 1 - hardal_helpers.incomplete_beta(
            0.5, student_tails.df / 2,
            student_tails.t ^ 2 / (student_tails.df + student_tails.t ^ 2)
        )
        else hardal_helpers.incomplete_beta(
            student_tails.df / 2, 0.5, student_tails.df / (student_tails.df + student_tails.t ^ 2)
        )
    end
$$;

comment on function hardal_helpers.student_tails(double precision, double precision) is
'For experiment: the share of Student''s t distribution that lies as far from 0 as t, or farther, '
'on both sides';
grant execute on function hardal_helpers.student_tails(double precision, double precision)
to public;
