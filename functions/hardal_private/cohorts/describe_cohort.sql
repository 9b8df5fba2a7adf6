-- Describes one cohort, with its query and the number of its units now, for hardal-admin cohort
-- show. The query is as its view has it now: a typed view that was renamed has its new name. Where
-- the cohort may not be read (cohort_fault) or does not run, units is null, and fault says why.
create or replace function hardal_private.describe_cohort(tenant text, name text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_cohort record;
    v_view regclass;
    v_units bigint;
    v_fault text;
begin
    perform hardal_private.require_tenant(tenant);
    select c.* into v_cohort
    from hardal_private.require_cohort(tenant, name) as c;
    v_view := to_regclass(format('%I.%I', tenant, v_cohort.view_name));
    v_fault := case
        when v_view is null then 'its view is not there'
        else hardal_private.cohort_fault(tenant, v_view)
    end;
    if v_fault is null then
        begin
            execute format('select count(distinct c.unit_id) from %s as c', v_view) into v_units;
        exception when others then
            v_fault := sqlerrm;
        end;
    end if;
    return jsonb_build_object(
        'name', name,
        'unit', v_cohort.unit,
        'is_static', v_cohort.is_static,
        'units', v_units,
        'view_name', v_cohort.view_name,
        'description', v_cohort.description,
        'definition', v_cohort.definition,
        'query', coalesce(
            pg_get_viewdef(
                case
                    when v_cohort.is_static
                        then to_regclass(hardal_private.cohort_source(tenant, name))
                    else v_view
                end
            ),
            v_cohort.query
        )
    ) || case when v_fault is null then '{}' else jsonb_build_object('fault', v_fault) end;
end
$$;

comment on function hardal_private.describe_cohort(text, text) is
'A cohort with its query and how many units it has now; HD404 where there is no such tenant or '
'cohort';
