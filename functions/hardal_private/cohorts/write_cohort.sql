-- Makes a cohort from a definition (cohort_query), with the rights of the owner.
create or replace function hardal_private.write_cohort(
    tenant text, name text, definition jsonb, is_static boolean, description text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_view name;
    v_query text;
begin
    perform hardal_private.lock_tenant(tenant, true);
    v_view := hardal_private.require_new_cohort(tenant, name, description);
    v_query := hardal_private.cohort_query(tenant, definition);
    return hardal_private.place_cohort(
        tenant,
        name,
        v_view,
        hardal_private.cohort_unit(tenant, coalesce(definition ->> 'unit', 'client')),
        definition,
        v_query,
        coalesce(is_static, false),
        description
    );
end
$$;

comment on function hardal_private.write_cohort(text, text, jsonb, boolean, text) is
'Makes a cohort from a definition, and describes it; PT400 where the definition is wrong, HD400, '
'HD403 and HD409 as require_new_cohort and place_cohort, 55P03 where maintenance or an erasure '
'holds the tenant';
