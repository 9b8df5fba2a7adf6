-- Returns the query of the units that meet all, or any, of the conditions of a cohort's definition,
-- for cohort_query. A condition may be a group itself: {"any": [...]}. unit and source are as in
-- cohort_condition.
create or replace function hardal_private.cohort_group(
    tenant text, unit text, source text, conditions jsonb, time_zone text, depth int default 1
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_kind constant text := case
        when conditions ? 'all' then 'all' when conditions ? 'any' then 'any'
    end;
    v_everybody constant text := format(
        '(select %1$s as unit from %2$s where %1$s is not null group by %1$s)', unit, source
    );
    v_condition jsonb;
    v_query text;
    v_met text[] := array[]::text[];
    v_not_met text[] := array[]::text[];
begin
    perform hardal_helpers.require_argument(
        (select count(*) from jsonb_object_keys(conditions)) = 1
        and jsonb_typeof(conditions -> v_kind) = 'array'
        and jsonb_array_length(conditions -> v_kind) between 1 and 20
        and depth <= 3,
        format('these are no conditions of a cohort: %s', left(conditions::text, 200)),
        'write {"all": [...]} or {"any": [...]} with 1 to 20 conditions, at most three deep, '
        'such as {"all": [{"did": "purchase"}, {"did_not": "refund"}]}'
    );
    for v_condition in select c.value from jsonb_array_elements(conditions -> v_kind) as c loop
        perform hardal_helpers.require_argument(
            jsonb_typeof(v_condition) = 'object',
            format('this is no condition of a cohort: %s', left(v_condition::text, 200)),
            'a condition is an object, such as {"did": "purchase", "at_least": 2}'
        );
        v_query := '(' || case
            when v_condition ?| '{all,any}' then hardal_private.cohort_group(
                tenant, unit, source, v_condition, time_zone, depth + 1
            )
            else hardal_private.cohort_condition(tenant, unit, source, v_condition, time_zone)
        end || ')';
        if v_condition ? 'did_not' then
            v_not_met := v_not_met || v_query;
        else
            v_met := v_met || v_query;
        end if;
    end loop;
    if v_kind = 'all' then
        return concat(
            coalesce(nullif(array_to_string(v_met, ' intersect '), ''), v_everybody),
            ' except ' || nullif(array_to_string(v_not_met, ' except '), '')
        );
    end if;
    return array_to_string(
        v_met || array(
            select format('(%s except %s)', v_everybody, n.query)
            from unnest(v_not_met) as n (query)
        ),
        ' union '
    );
end
$$;

comment on function hardal_private.cohort_group(text, text, text, jsonb, text, int) is
'The query of the units that meet all or any of these conditions; PT400 where they are none';
