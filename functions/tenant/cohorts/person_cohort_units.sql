-- Returns the units of static cohorts that are the person of a disclosure or an erasure: those all
-- of whose events are the person's, and the one that the search names by itself, which may have no
-- events any more.
create or replace function template__store.person_cohort_units(
    client_ids text[], request_id text, properties jsonb
)
returns table (cohort text, unit text, unit_id text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_unit text;
    v_keys text[];
    v_expression text;
    v_named text[];
begin
    -- the result comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    for v_unit in
        select distinct c.unit
        from template__store.cohorts as c
        where c.is_static
    loop
        if v_unit in ('client', 'person') then
            v_expression := 'e.client_id';
            v_named := case
                when
                    person_cohort_units.request_id is null
                    and person_cohort_units.properties is null
                    then person_cohort_units.client_ids
            end;
        else
            v_keys := template.property_keys(v_unit);
            v_expression := format('(e.properties #>> %L)', v_keys);
            v_named := case
                when
                    person_cohort_units.client_ids is null
                    and person_cohort_units.request_id is null
                    and cardinality(
                        hardal_private.person_values(null, null, person_cohort_units.properties)
                    ) = 1
                    then array[person_cohort_units.properties #>> v_keys]
            end;
        end if;
        return query execute format(
            'with theirs as (
                select %1$s as unit_id, count(*) as events
                from template__store.person_events($1, $2, $3) as e
                where %1$s is not null
                group by %1$s
            )

            select u.cohort, c.unit, u.unit_id
            from template__store.cohort_units as u
            inner join template__store.cohorts as c on u.cohort = c.name
            left join theirs as t on u.unit_id = t.unit_id
            where
                c.is_static
                and c.unit = $4
                and (
                    u.unit_id = any ($5)
                    or t.events = (
                        select count(*) from template__store.events as e where %1$s = t.unit_id
                    )
                )
            order by u.cohort, u.unit_id',
            v_expression
        )
        using
            person_cohort_units.client_ids,
            person_cohort_units.request_id,
            person_cohort_units.properties,
            v_unit,
            v_named;
    end loop;
end
$$;

comment on function template__store.person_cohort_units(text[], text, jsonb) is
'The units of static cohorts that are this person: all their events have these client_ids, this '
'request id and these properties, or the search is for them alone';
