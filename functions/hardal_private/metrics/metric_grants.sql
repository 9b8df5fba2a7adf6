-- Returns the grants that the views of metrics have, of all tenants, in the form of held_grants. A
-- grant to the scope aggregate counts as meant here: check_metrics compares it with the metric's
-- mark.
create or replace function hardal_private.metric_grants()
returns table (schema name, kind text, object text, grantee text, privilege text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select v.tenant::name, 'table', v.name::text, v.tenant || g.role, 'SELECT'
    from hardal_private.metric_views() as v
    cross join (values ('__read', true), ('__aggregate', false)) as g (role, always)
    where g.always or v.aggregate_reads
$$;

comment on function hardal_private.metric_grants() is
'For doctor: the grants that the views of metrics have, in the form of held_grants';
