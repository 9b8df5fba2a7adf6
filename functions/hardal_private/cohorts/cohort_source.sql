-- Returns the quoted name of the view that holds the query of a static cohort, for refresh to copy
-- from. As a view the query stays bound to what it was made of: a text would follow the names, and
-- read something else once a typed view is renamed and another one gets its name.
create or replace function hardal_private.cohort_source(tenant text, name text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select format('%I.%I', cohort_source.tenant || '__store', 'cohort_query_' || cohort_source.name)
$$;

comment on function hardal_private.cohort_source(text, text) is
'The quoted name of the view in the store that holds the query of a static cohort';
