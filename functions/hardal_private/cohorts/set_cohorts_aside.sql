-- Drops the views of cohorts that call a function of hardal's, and those of cohorts that read such
-- a cohort, before migrate changes a tenant: a function whose arguments change is dropped and made
-- again, which a view that calls it would stop. Returns what put_cohorts_back needs, in the order
-- in which the views were dropped. A view on which something of others stands is left: where the
-- migration needs it gone, apply_template says so.
create or replace function hardal_private.set_cohorts_aside(tenant text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted: @plpgsql_check_options: security_warnings = off
    -- dynamic SQL drops views: @plpgsql_check_options: performance_warnings = off
    v_aside jsonb := '[]'::jsonb;
    v_name text;
    v_view regclass;
    v_put_back jsonb;
    v_dependents text;
begin
    if to_regclass(format('%I.cohorts', tenant || '__store')) is null then
        return v_aside;
    end if;
    -- a cohort on a cohort is deeper than that
    for v_name, v_view in execute format(
        'with recursive views as (
            select c.name, to_regclass(format(''%%I.%%I'', $1, c.view_name)) as view
            from %1$I.cohorts as c
            union all
            select c.name, to_regclass(hardal_private.cohort_source($1, c.name))
            from %1$I.cohorts as c
            where c.is_static
        ),

        uses as materialized (
            select v.name, v.view, d.refclassid, d.refobjid
            from views as v
            inner join pg_rewrite as w on v.view = w.ev_class
            inner join pg_depend as d on d.classid = ''pg_rewrite''::regclass and d.objid = w.oid
        ),

        aside (name, view, depth) as (
            select u.name, u.view, 0
            from uses as u
            inner join pg_proc as p on u.refclassid = ''pg_proc''::regclass and u.refobjid = p.oid
            where p.pronamespace in (select n.oid from hardal_private.own_schemas() as n)
            union
            select u.name, u.view, a.depth + 1
            from aside as a
            inner join uses as u on u.refclassid = ''pg_class''::regclass and u.refobjid = a.view
            where u.view <> a.view
        )

        select a.name, a.view
        from aside as a
        group by a.name, a.view
        order by max(a.depth) desc, a.name, a.view::text',
        tenant || '__store'
    ) using tenant loop
        v_put_back := jsonb_build_object(
            'cohort', v_name,
            'view', v_view::text,
            'query', pg_get_viewdef(v_view),
            'grants', hardal_private.grants_on(v_view),
            'comments', jsonb_build_array(
                obj_description(v_view, 'pg_class'), col_description(v_view, 1)
            )
        );
        begin
            execute format('drop view %s', v_view);
            v_aside := v_aside || v_put_back;
        exception when dependent_objects_still_exist then
            get stacked diagnostics v_dependents = pg_exception_detail;
            raise notice 'the cohort % is not set aside: %', v_name, v_dependents;
        end;
    end loop;
    return v_aside;
end
$$;

comment on function hardal_private.set_cohorts_aside(text) is
'Drops the views of cohorts that call functions of hardal''s, for the time of a migrate, and '
'returns what put_cohorts_back makes them again from';
