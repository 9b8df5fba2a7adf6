-- Returns the cohorts and the metrics of a tenant that hold a text of an erased person in their
-- name, description, definition, query or filter. A shorter text stands in many of them by chance.
create or replace function hardal_private.definitions_naming(
    tenant text, client_ids text[], request_id text, properties jsonb
)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format(
        'with definitions as (
            select ''cohort'' as kind, c.name, c.description, c.query, c.definition
            from %1$I.cohorts as c
            union all
            select ''metric'', m.name, m.description, null, m.filter
            from %1$I.metrics as m
        )

        select format(''the %%s %%s'', d.kind, d.name)
        from definitions as d
        where exists (
            select
            from unnest($1) as v (value)
            cross join unnest(array[v.value, replace(v.value, '''''''', '''''''''''')]) as f (form)
            where
                length(v.value) > 3
                and position(
                    f.form in concat_ws(
                        E''\n'',
                        d.name,
                        d.description,
                        d.query,
                        d.definition::text,
                        (
                            select string_agg(s.text, E''\n'')
                            from jsonb_array_elements_text(
                                jsonb_path_query_array(
                                    d.definition, ''strict $.** ? (@.type() == "string")''
                                )
                            ) as s (text)
                        )
                    )
                ) > 0
        )
        order by d.kind, d.name',
        tenant || '__store'
    ) using hardal_private.person_values(client_ids, request_id, properties);
end
$$;

comment on function hardal_private.definitions_naming(text, text[], text, jsonb) is
'The cohorts and metrics that hold a text by which a person is searched for, for an erasure to '
'tell';
