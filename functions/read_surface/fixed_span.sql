-- For the reports: an interval as a number of seconds, so that it is the same in every month and time zone (a day has 24 hours, a month
-- 30 days); longer than 100 years, infinity among them, is 100 years.
create or replace function template.fixed_span(span interval)
returns interval
language sql
immutable
parallel safe
return make_interval(secs => least(extract(epoch from span), 3155760000)::double precision);

comment on function template.fixed_span(interval) is 'For the reports: the interval in seconds alone, at most 100 years';
grant execute on function template.fixed_span(interval) to template__read, template__aggregate;
