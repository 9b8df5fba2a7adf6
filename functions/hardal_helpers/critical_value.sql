-- Returns the number between which and its negative lies the share `confidence` of Student's t
-- distribution with these degrees of freedom; of the standard normal distribution where df is null.
-- It is found by halving.
create or replace function hardal_helpers.critical_value(
    confidence double precision, df double precision
)
returns double precision
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_low double precision := 0::double precision;
    v_high double precision := 1::double precision;
    v_middle double precision;
    v_tails double precision;
begin
    loop
        v_tails := case
            when df is null then hardal_helpers.normal_tails(v_high)
            else hardal_helpers.student_tails(v_high, df)
        end;
        exit when v_tails < 1 - confidence or v_high > 1e12;
        v_low := v_high;
        v_high := v_high * 2;
    end loop;
    for n in 1..200 loop
        v_middle := (v_low + v_high) / 2;
        exit when v_middle in (v_low, v_high);
        v_tails := case
            when df is null then hardal_helpers.normal_tails(v_middle)
            else hardal_helpers.student_tails(v_middle, df)
        end;
        if v_tails > 1 - confidence then
            v_low := v_middle;
        else
            v_high := v_middle;
        end if;
    end loop;
    return v_high;
end
$$;

comment on function hardal_helpers.critical_value(double precision, double precision) is
'For experiment: the number between which and its negative lies this share of Student''s t '
'distribution; of the normal distribution where df is null';
grant execute on function hardal_helpers.critical_value(double precision, double precision)
to public;
