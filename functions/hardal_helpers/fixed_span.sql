-- Converts an interval to seconds, for the reports. The result has the same length in every month
-- and time zone: a day has 24 hours, and a month has 30 days. An interval over 100 years, infinity
-- included, becomes 100 years.
create or replace function hardal_helpers.fixed_span(span interval)
returns interval
language sql
immutable
parallel safe
return make_interval(secs => least(extract(epoch from span), 3155760000)::double precision);

comment on function hardal_helpers.fixed_span(interval) is
'For the reports: the interval in seconds alone, at most 100 years';
grant execute on function hardal_helpers.fixed_span(interval) to public;
