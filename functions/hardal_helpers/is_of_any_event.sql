-- Tells whether a report asks for any event of clients or persons. Then the view client_months has
-- the answer to who was active before, and the report need not read all events.
create or replace function hardal_helpers.is_of_any_event(
    event_names text[], unit text, filter jsonb, cohort text
)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select
        event_names is null
        and coalesce(unit in ('client', 'person'), false)
        and coalesce(filter, '{}') = '{}'
        and cohort is null
$$;

comment on function hardal_helpers.is_of_any_event(text[], text, jsonb, text) is
'For the reports: whether a report asks for any event of clients or persons';
grant execute on function hardal_helpers.is_of_any_event(text[], text, jsonb, text) to public;
