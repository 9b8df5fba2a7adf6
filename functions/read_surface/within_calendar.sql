-- For the reports: a time as a bound of events, and far ones too, an infinity among them, can be reckoned with: null is `absent`, and
-- what lies before the year 1 or behind 9999 is the end of that. No event is there: created_at is bounded by ingest.
create or replace function template.within_calendar(moment timestamptz, absent timestamptz)
returns timestamptz
language sql
immutable
parallel safe
return greatest('0001-01-01 00:00:00+00', least('9999-12-31 00:00:00+00', coalesce(moment, absent)));

comment on function template.within_calendar(timestamptz, timestamptz) is
'For the reports: the time, or that instead of null, moved into the years 1 to 9999';
grant execute on function template.within_calendar(timestamptz, timestamptz) to template__read, template__aggregate;
