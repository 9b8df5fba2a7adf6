-- Drops the views of cohorts that call a function of hardal's, before migrate changes a tenant: a
-- function whose arguments change is dropped and made again, which a view that calls it would stop.
-- Returns what put_cohorts_back needs. A view on which something of others stands is left.
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
    v_view_name text;
    v_query text;
    v_grants text;
    v_comments jsonb;
begin
    if to_regclass(format('%I.cohorts', tenant || '__store')) is null then
        return v_aside;
    end if;
    for v_name, v_view in execute format(
        'select c.name, to_regclass(format(''%%I.%%I'', $1, c.view_name))
        from %I.cohorts as c
        order by c.name',
        tenant || '__store'
    ) using tenant loop
        continue when not exists (
            select
            from pg_rewrite as w
            inner join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
            inner join pg_proc as p on d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid
            where
                w.ev_class = v_view
                and p.pronamespace in (select n.oid from hardal_private.own_schemas() as n)
        );
        v_view_name := v_view::text;
        v_query := pg_get_viewdef(v_view);
        v_grants := hardal_private.grants_on(v_view);
        v_comments := jsonb_build_array(
            obj_description(v_view, 'pg_class'), col_description(v_view, 1)
        );
        begin
            execute format('drop view %s', v_view);
            v_aside := v_aside || jsonb_build_object(
                'cohort', v_name,
                'view', v_view_name,
                'query', v_query,
                'grants', v_grants,
                'comments', v_comments
            );
        exception when dependent_objects_still_exist then
            raise notice 'something stands on the cohort %, so its view is not set aside',
                v_name;
        end;
    end loop;
    return v_aside;
end
$$;

comment on function hardal_private.set_cohorts_aside(text) is
'Drops the views of cohorts that call functions of hardal''s, for the time of a migrate, and '
'returns what put_cohorts_back makes them again from';
