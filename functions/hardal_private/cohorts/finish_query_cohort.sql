-- Second half of making a cohort from a query: takes the text of the view that the tool has made of
-- the query, as PostgreSQL prints it with every name in full, and makes the cohort from it. The
-- query has one column of any name. It becomes text, and nulls are left out.
create or replace function hardal_private.finish_query_cohort(
    tenant text, name text, unit text, is_static boolean, description text default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
-- PostgreSQL prints constants and names by these
set datestyle = 'ISO'
set intervalstyle = 'postgres'
set timezone = 'UTC'
set extra_float_digits = '1'
as $$
declare
    -- names are quoted: @plpgsql_check_options: security_warnings = off
    v_view constant regclass := format('%I.query_of_cohort', tenant || '__store')::regclass;
    v_columns text[];
    v_json boolean;
    v_query text;
begin
    select
        array_agg(quote_ident(a.attname) order by a.attnum),
        bool_and(a.atttypid = 'jsonb'::regtype)
    into v_columns, v_json
    from pg_attribute as a
    where a.attrelid = v_view and a.attnum > 0;
    if cardinality(v_columns) is distinct from 1 then
        raise sqlstate 'HD400' using
            message = format(
                'the query has the columns %s', coalesce(array_to_string(v_columns, ', '), '(none)')
            ),
            hint = 'a cohort''s query has one column: the ids of the units';
    end if;
    v_query := format(
        'select (q.%1$s%2$s)::text as unit_id from (%3$s) as q where q.%1$s is not null',
        v_columns[1],
        case when v_json then ' #>> ''{}''' end,
        rtrim(pg_get_viewdef(v_view), '; ')
    );
    execute format('drop view %s', v_view);
    return hardal_private.place_cohort(
        tenant,
        name,
        hardal_private.require_new_cohort(tenant, name, description),
        hardal_private.cohort_unit(tenant, unit),
        null,
        v_query,
        coalesce(is_static, false),
        description
    );
end
$$;

comment on function hardal_private.finish_query_cohort(text, text, text, boolean, text) is
'Makes a cohort from the view that the tool has made of a query, and describes it; HD400 where the '
'query has more than one column, PT400 where there is no such unit, HD403 and HD409 as '
'place_cohort and require_new_cohort';
