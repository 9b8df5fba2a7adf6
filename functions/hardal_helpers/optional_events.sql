-- Checks the event names of a report that takes any event where it gets none, and returns them:
-- null for any event.
create or replace function hardal_helpers.optional_events(tenant text, names text[])
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_names constant text[] := nullif(names, '{}');
begin
    perform hardal_helpers.require_argument(
        coalesce(cardinality(v_names), 1) <= 100
        and not exists (select from unnest(v_names) as n (name) where n.name is null),
        'event_names are up to 100 event names',
        'such as {view_item,purchase}; leave them out for any event'
    );
    perform hardal_helpers.require_events(tenant, v_names);
    return v_names;
end
$$;

comment on function hardal_helpers.optional_events(text, text[]) is
'For the reports: these event names, or null for any event; PT400 for a name that no event of the '
'tenant has';
grant execute on function hardal_helpers.optional_events(text, text[]) to public;
