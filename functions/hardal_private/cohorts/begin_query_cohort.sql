-- First half of making a cohort from a query, for hardal-admin cohort create --file: checks the
-- name, and sets the role of the transaction. The tool then sets search_path to what is returned,
-- and sends statement and the query as one statement, by a form of PostgreSQL's protocol that takes
-- no second one. create view binds the query and does not run it. finish_query_cohort does the
-- rest, in the same transaction.
create or replace function hardal_private.begin_query_cohort(
    tenant text,
    name text,
    description text default null,
    out search_path text,
    out statement text
)
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    search_path := format('%I, pg_temp', tenant);
    perform hardal_private.require_new_cohort(tenant, name, description);
    statement := format('create view %I.query_of_cohort as ', tenant || '__store');
end
$$;

comment on function hardal_private.begin_query_cohort(text, text, text) is
'Checks the name of a cohort that is to be made from a query, sets the role of the transaction, '
'and returns how the query is sent; HD404 where there is no such tenant, HD400 and HD409 as '
'require_new_cohort, 55P03 where maintenance or an erasure holds the tenant';
