-- Returns the figures of the variants of an experiment, by textbook methods.
--
-- variants is a JSON array of {variant, units, conversions, mean, variance}: how many units a
-- variant has, how many of them reached the goal, and mean and variance (of a sample) of the number
-- that is compared. With the metric conversion mean and variance are not read.
--
-- Metric conversion:
-- - low, high: Wilson's score interval. E. B. Wilson, "Probable inference, the law of succession,
--   and statistical inference", JASA 22 (1927).
-- - p_value: the two-proportion z-test, pooled, two-sided.
-- - lift_low, lift_high: the interval of the ratio by its logarithm. D. Katz et al., "Obtaining
--   confidence intervals for the risk ratio in cohort studies", Biometrics 34 (1978).
-- Metric mean:
-- - low, high: Student's t interval.
-- - p_value: Welch's t-test, two-sided. B. L. Welch, "The generalization of 'Student's' problem
--   when several different population variances are involved", Biometrika 34 (1947).
-- - lift_low, lift_high: Welch's interval of the difference, divided by the control's mean.
--
-- A figure that cannot be calculated is null: of too few units, or without variance. The lift and
-- its interval are also null beside a control of zero or less: the ratio to a negative mean has the
-- wrong sign.
create or replace function hardal_helpers.experiment_figures(
    variants jsonb, control text, metric text, confidence double precision
)
returns table (
    variant text,
    rate double precision,
    standard_error double precision,
    low double precision,
    high double precision,
    lift double precision,
    lift_low double precision,
    lift_high double precision,
    p_value double precision
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_mean constant boolean := metric = 'mean';
    v_z constant double precision := hardal_helpers.critical_value(confidence, null);
    v_one record;
    v_control record;
    v_value double precision;
    v_df double precision;
    v_margin double precision;
begin
    select
        v.units,
        case when v_is_mean then v.mean else v.conversions / v.units end as rate,
        v.conversions,
        v.variance / v.units as error
    into v_control
    from jsonb_to_recordset(variants) as v (
        variant text,
        units double precision,
        conversions double precision,
        mean double precision,
        variance double precision
    )
    where v.variant = control;
    for v_one in
        select v.*, v.variance / v.units as error
        from jsonb_to_recordset(variants) as v (
            variant text,
            units double precision,
            conversions double precision,
            mean double precision,
            variance double precision
        )
    loop
        variant := v_one.variant;
        low := null; high := null; lift := null; lift_low := null; lift_high := null;
        p_value := null; standard_error := null;
        if v_is_mean then
            rate := v_one.mean;
            standard_error := sqrt(v_one.error);
            v_margin := hardal_helpers.critical_value(
                confidence, nullif(v_one.units, 1) - 1
            ) * standard_error;
            if v_one.units > 1 then
                low := rate - v_margin;
                high := rate + v_margin;
            end if;
        else
            rate := v_one.conversions / v_one.units;
            standard_error := sqrt(rate * (1 - rate) / v_one.units);
            v_value := 1 + v_z ^ 2 / v_one.units;
            v_margin := v_z * sqrt(
                rate * (1 - rate) / v_one.units + v_z ^ 2 / (4 * v_one.units ^ 2)
            );
            low := greatest(0, (rate + v_z ^ 2 / (2 * v_one.units) - v_margin) / v_value);
            high := least(1, (rate + v_z ^ 2 / (2 * v_one.units) + v_margin) / v_value);
        end if;
        if v_one.variant <> control then
            lift := rate / case when v_control.rate > 0 then v_control.rate end - 1;
            if v_is_mean then
                v_value := v_one.error + v_control.error;
                if v_value > 0 then
                    -- the degrees of freedom by Welch and Satterthwaite
                    v_df := v_value ^ 2 / (
                        v_one.error ^ 2 / (v_one.units - 1)
                        + v_control.error ^ 2 / (v_control.units - 1)
                    );
                    p_value := hardal_helpers.student_tails(
                        (rate - v_control.rate) / sqrt(v_value), v_df
                    );
                    v_margin := hardal_helpers.critical_value(confidence, v_df) * sqrt(v_value);
                    if v_control.rate > 0 then
                        lift_low := (rate - v_control.rate - v_margin) / v_control.rate;
                        lift_high := (rate - v_control.rate + v_margin) / v_control.rate;
                    end if;
                end if;
            else
                v_value := (v_one.conversions + v_control.conversions)
                    / (v_one.units + v_control.units);
                v_margin := sqrt(
                    v_value * (1 - v_value) * (1 / v_one.units + 1 / v_control.units)
                );
                if v_margin > 0 then
                    p_value := hardal_helpers.normal_tails((rate - v_control.rate) / v_margin);
                end if;
                if v_one.conversions > 0 and v_control.conversions > 0 then
                    v_margin := v_z * sqrt(
                        1 / v_one.conversions - 1 / v_one.units
                        + 1 / v_control.conversions - 1 / v_control.units
                    );
                    lift_low := exp(ln(1 + lift) - v_margin) - 1;
                    lift_high := exp(ln(1 + lift) + v_margin) - 1;
                end if;
            end if;
        end if;
        return next;
    end loop;
end
$$;

comment on function hardal_helpers.experiment_figures(jsonb, text, text, double precision) is
'For experiment: rate or mean, its interval, the lift beside the control with its interval, and '
'the p-value of each variant';
grant execute on function hardal_helpers.experiment_figures(jsonb, text, text, double precision)
to public;
