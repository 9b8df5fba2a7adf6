-- Returns how likely a number of the standard normal distribution lies as far from 0 as z, or
-- farther, on either side: erfc(|z| / sqrt(2)). PostgreSQL has erfc from version 16 on.
-- Near 0 it is a series (https://dlmf.nist.gov/7.6#E2), else a continued fraction
-- (https://dlmf.nist.gov/7.9#E1).
create or replace function hardal_helpers.normal_tails(z double precision)
returns double precision
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_x constant double precision := abs(z) / sqrt(2::double precision);
    v_sum double precision := 0::double precision;
    v_term double precision := v_x;
begin
    if v_x > 26 then
        return 0::double precision; -- smaller than any number of this type
    elsif v_x < 2.5 then
        for n in 1..200 loop
            v_sum := v_sum + v_term;
            v_term := v_term * 2 * v_x * v_x / (2 * n + 1);
            exit when v_term < 1e-17 * v_sum;
        end loop;
        return 1 - 2 / sqrt(pi()) * exp(-v_x * v_x) * v_sum;
    end if;
    for n in reverse 120..1 loop
        v_sum := n / 2.0 / (v_x + v_sum);
    end loop;
    return exp(-v_x * v_x) / sqrt(pi()) / (v_x + v_sum);
end
$$;

comment on function hardal_helpers.normal_tails(double precision) is
'For experiment: the share of the standard normal distribution that lies as far from 0 as z, or '
'farther, on both sides';
grant execute on function hardal_helpers.normal_tails(double precision) to public;
