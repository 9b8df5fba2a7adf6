-- Returns the condition of a filter of properties, for the texts of queries of the reports; e is
-- the event there. It is null where there is no filter. filter_path tells what a filter is.
create or replace function hardal_helpers.filter_expression(
    tenant text, event_names text[], filter jsonb, since timestamptz, until timestamptz
)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select format('e.properties @@ %L::jsonpath', p.path::text)
    from hardal_helpers.filter_path(
        filter_expression.tenant,
        filter_expression.event_names,
        filter_expression.filter,
        filter_expression.since,
        filter_expression.until
    ) as p (path)
    where p.path is not null
$$;

comment on function hardal_helpers.filter_expression(
    text, text[], jsonb, timestamptz, timestamptz
) is
'For the reports: the condition of a filter of properties, with the event as e; null for no '
'filter; PT400 as filter_path';
grant execute on function hardal_helpers.filter_expression(
    text, text[], jsonb, timestamptz, timestamptz
) to public;
