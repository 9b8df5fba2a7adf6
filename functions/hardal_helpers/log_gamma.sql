-- Returns the natural logarithm of the gamma function of a number over 0, by Lanczos' approximation
-- (g = 7, nine terms; some 15 digits). PostgreSQL has lgamma from version 18 on.
-- https://dlmf.nist.gov/5.10
create or replace function hardal_helpers.log_gamma(x double precision)
returns double precision
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        0.91893853320467274178 -- the logarithm of the square root of 2 pi
        + (log_gamma.x - 0.5) * ln(log_gamma.x + 6.5)
        - (log_gamma.x + 6.5)
        + ln(
            0.99999999999980993227684700473478
            + 676.520368121885098567009190444019 / log_gamma.x
            - 1259.13921672240287047156078755283 / (log_gamma.x + 1)
            + 771.3234287776530788486528258894 / (log_gamma.x + 2)
            - 176.61502916214059906584551354 / (log_gamma.x + 3)
            + 12.507343278686904814458936853 / (log_gamma.x + 4)
            - 0.13857109526572011689554707 / (log_gamma.x + 5)
            + 9.984369578019570859563e-6 / (log_gamma.x + 6)
            + 1.50563273514931155834e-7 / (log_gamma.x + 7)
        )
$$;

comment on function hardal_helpers.log_gamma(double precision) is
'For experiment: the natural logarithm of the gamma function of a number over 0';
grant execute on function hardal_helpers.log_gamma(double precision) to public;
