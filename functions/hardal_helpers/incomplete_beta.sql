-- Returns the regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz'
-- method): https://dlmf.nist.gov/8.17#v. a and b are over 0, x lies between 0 and 1.
create or replace function hardal_helpers.incomplete_beta(
    a double precision, b double precision, x double precision
)
returns double precision
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tiny constant double precision := 1e-300::double precision;
    v_exponent double precision;
    v_c double precision := 1::double precision;
    v_d double precision;
    v_fraction double precision;
    v_term double precision;
    v_change double precision;
begin
    if x <= 0 or x >= 1 then
        return case when x <= 0 then 0::double precision else 1::double precision end;
    end if;
    -- the fraction converges fast on this side of the middle alone
    if x > (a + 1) / (a + b + 2) then
        return 1 - hardal_helpers.incomplete_beta(b, a, 1 - x);
    end if;
    v_exponent := a * ln(x) + b * ln(1 - x)
        + hardal_helpers.log_gamma(a + b)
        - hardal_helpers.log_gamma(a)
        - hardal_helpers.log_gamma(b);
    if v_exponent < -700 then
        return 0::double precision; -- smaller than any number of this type, so exp would fail
    end if;
    v_d := 1 - (a + b) * x / (a + 1);
    v_d := 1 / case when abs(v_d) < v_tiny then v_tiny else v_d end;
    v_fraction := v_d;
    for m in 1..10000 loop
        for is_odd in 0..1 loop
            v_term := case
                when is_odd = 0 then m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                else -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            end;
            v_d := 1 + v_term * v_d;
            v_d := 1 / case when abs(v_d) < v_tiny then v_tiny else v_d end;
            v_c := 1 + v_term / v_c;
            v_c := case when abs(v_c) < v_tiny then v_tiny else v_c end;
            v_change := v_c * v_d;
            v_fraction := v_fraction * v_change;
        end loop;
        exit when abs(v_change - 1) < 1e-15;
    end loop;
    return exp(v_exponent) * v_fraction / a;
end
$$;

comment on function hardal_helpers.incomplete_beta(
    double precision, double precision, double precision
) is
'For experiment: the regularised incomplete beta function';
grant execute on function hardal_helpers.incomplete_beta(
    double precision, double precision, double precision
) to public;
